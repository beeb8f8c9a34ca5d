using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
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
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(5);

    public static async Task<IResult> HandleAsync(
        JobId id, HttpContext context, JobGate gate, PlatformDbContext db, IEventStream events, IOptions<WorkerOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Listening begins before the row is read, so that a request to stop between the two is not missed.
        using var asked = events.Subscribe(EventTopics.Job(id));
        if (!(await gate.OpenAsync(context, id, cancellationToken)).TryGet(out var job, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var lease = options.Value.Lease;
        var hold = lease / 6 < LongestHold ? lease / 6 : LongestHold;
        var now = clock.GetUtcNow();
        await db.Jobs.Where(j => j.Id == id && j.Fence == job.Fence && j.Status == JobStatus.Running)
            .ExecuteUpdateAsync(row => row.SetProperty(j => j.HeartbeatAt, now), cancellationToken);
        var stop = job.Stop;
        if (stop == StopRequest.None && await asked.WaitAsync(hold, cancellationToken))
        {
            stop = await db.Jobs.Where(j => j.Id == id).Select(j => j.Stop).SingleAsync(cancellationToken);
        }

        // The agent counts from the answer and the server from the request: less what the answer was held, and as much again for its way,
        // so that the agent has interrupted the tool before anybody may take its workspace.
        return TypedResults.Json(new JobHeartbeat(stop, (int)(lease - (hold * 2)).TotalSeconds), AgentJson.Options);
    }
}
