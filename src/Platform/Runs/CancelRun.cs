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

/// <summary>Cancels a run: at once while it waits; while the tool runs, the tool is interrupted and the run ends when the tool has.</summary>
public sealed class CancelRun(
    PlatformDbContext db, ChangeRun runs, Authorizer access, EndRun end, RunAnnouncer announcer, IEventStream events, TimeProvider clock, ILogger<CancelRun> log)
{
    public Task<Result<Run>> ExecuteAsync(RunId id, string? comment, CancellationToken cancellationToken) =>
        runs.ExecuteAsync(id, Permission.CancelRuns, comment, (run, _, token) => CancelAsync(run, comment, token), cancellationToken);

    [Answers(202)]
    internal static Task<IResult> HandleAsync(RunId id, JsonApiRequest<RunComment> request, CancelRun cancel, CancellationToken cancellationToken) =>
        ChangeRun.HandleAsync(request, comment => cancel.ExecuteAsync(id, comment, cancellationToken));

    private async Task<Result<Run>> CancelAsync(Run run, string? comment, CancellationToken cancellationToken)
    {
        if (RunMoves.Next(run.Status, RunMove.Cancel).Refusal is { } illegal)
        {
            return illegal;
        }

        if (run.CancelRequestedAt is not null)
        {
            return Refusal.Conflict("The run is being canceled already; if the tool does not end, force-cancel it.");
        }

        run.CancelRequestedAt = clock.GetUtcNow();
        if (await db.Jobs.SingleOrDefaultAsync(j => j.RunId == run.Id && j.Status == JobStatus.Running, cancellationToken) is { } job)
        {
            job.Stop = StopRequest.Interrupt;
            db.AfterCommit(token => events.PublishAsync(EventTopics.Job(job.Id), token));
            announcer.Record(db, run, RunEventActions.CancelRequested, access.Caller.UserId, comment);
            announcer.Announce(db, run);
            log.StopRequested(run.Id, job.Stop);
            return run;
        }

        await end.ExecuteAsync(run, RunMove.Cancel, message: null, cancellationToken);
        announcer.Record(db, run, RunEventActions.Canceled, access.Caller.UserId, comment);
        return run;
    }
}
