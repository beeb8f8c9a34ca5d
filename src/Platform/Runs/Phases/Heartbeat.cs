using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Agents;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;

namespace Platform.Runs.Phases;

/// <summary>An agent says that it lives, and hears at once when somebody asks it to stop.</summary>
internal static class Heartbeat
{
    /// <summary>How long an answer is held back while nothing is asked of the agent.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(5);

    /// <summary>A job whose agent was not heard of for this long is lost (design.md §6).</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(45);

    public static async Task<IResult> HandleAsync(
        JobId id, HttpContext context, JobGate gate, PlatformDbContext db, IEventStream events, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Listening begins before the row is read, so that a request to stop between the two is not missed.
        using var asked = events.Subscribe(EventTopics.Job(id));
        if (!(await gate.OpenAsync(context, id, cancellationToken)).TryGet(out var job, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var now = clock.GetUtcNow();
        await db.Jobs.Where(j => j.Id == id && j.Fence == job.Fence && j.Status == JobStatus.Running)
            .ExecuteUpdateAsync(row => row.SetProperty(j => j.HeartbeatAt, now), cancellationToken);
        var stop = job.Stop;
        if (stop == StopRequest.None && await asked.WaitAsync(Hold, cancellationToken))
        {
            stop = await db.Jobs.Where(j => j.Id == id).Select(j => j.Stop).SingleAsync(cancellationToken);
        }

        return TypedResults.Json(new JobHeartbeat(stop, (int)Lease.TotalSeconds), AgentJson.Options);
    }
}
