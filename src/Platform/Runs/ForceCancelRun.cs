using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Agents;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs;

/// <summary>Kills the tool of a run that was canceled and does not end. State that was written before the kill is still saved.</summary>
public sealed class ForceCancelRun(
    PlatformDbContext db, ChangeRun runs, Authorizer access, RunAnnouncer announcer, IEventStream events, TimeProvider clock, ILogger<ForceCancelRun> log)
{
    public Task<Result<Run>> ExecuteAsync(RunId id, string? comment, CancellationToken cancellationToken) => runs.ExecuteAsync(
        id,
        Permission.ForceCancelRuns,
        comment,
        async (run, _, token) =>
        {
            if (RunMoves.Next(run.Status, RunMove.ForceCancel).Refusal is { } illegal)
            {
                return illegal;
            }

            if (!RunActions.Of(run, clock.GetUtcNow()).IsForceCancelable)
            {
                return Refusal.Conflict($"Cancel the run first; it can be force-canceled {RunActions.ForceCancelDelay.TotalSeconds:0} seconds later.");
            }

            var job = await db.Jobs.SingleAsync(j => j.RunId == id && j.Status == JobStatus.Running, token);
            job.Stop = StopRequest.Kill;
            db.AfterCommit(after => events.PublishAsync(EventTopics.Job(job.Id), after));
            announcer.Record(db, run, RunEventActions.ForceCanceled, access.Caller.UserId, comment);
            announcer.Announce(db, run);
            log.StopRequested(run.Id, job.Stop);
            return run;
        },
        cancellationToken);

    [Answers(202)]
    internal static Task<IResult> HandleAsync(RunId id, JsonApiRequest<RunComment> request, ForceCancelRun force, CancellationToken cancellationToken) =>
        ChangeRun.HandleAsync(request, comment => force.ExecuteAsync(id, comment, cancellationToken));
}
