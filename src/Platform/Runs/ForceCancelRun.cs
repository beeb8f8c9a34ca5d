using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Agents;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs;

/// <summary>Kills the tool of a run that was canceled and does not end. State that was written before the kill is still saved.</summary>
public sealed class ForceCancelRun(
    PlatformDbContext db, RunAccess runs, Authorizer access, RunAnnouncer announcer, IEventStream events, TimeProvider clock, ILogger<ForceCancelRun> log)
{
    public async Task<Result<Run>> ExecuteAsync(RunId id, string? comment, CancellationToken cancellationToken) =>
        RunComment.Check(comment) is { } bad ? bad : await db.InTransactionAsync(token => ForceAsync(id, comment, token), cancellationToken);

    internal static async Task<IResult> HandleAsync(RunId id, JsonApiRequest<RunComment> request, ForceCancelRun force, CancellationToken cancellationToken) =>
        request.Refusal is { } malformed
            ? JsonApiResults.Refused(malformed)
            : (await force.ExecuteAsync(id, request.Attributes.Comment, cancellationToken)).ToHttp(_ => TypedResults.StatusCode(StatusCodes.Status202Accepted));

    private async Task<Result<Run>> ForceAsync(RunId id, string? comment, CancellationToken cancellationToken)
    {
        if (!(await runs.LoadAsync(id, Permission.ForceCancelRuns, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        var run = found.Run;
        if (!RunMoves.IsLegal(run.Status, RunMove.ForceCancel))
        {
            return RunMoves.Next(run.Status, RunMove.ForceCancel).Refusal!;
        }

        if (!RunActions.Of(run, clock.GetUtcNow()).IsForceCancelable)
        {
            return Refusal.Conflict($"Cancel the run first; it can be force-canceled {RunActions.ForceCancelDelay.TotalSeconds:0} seconds later.");
        }

        var job = await db.Jobs.SingleAsync(j => j.RunId == id && j.Status == JobStatus.Running, cancellationToken);
        job.Stop = StopRequest.Kill;
        db.AfterCommit(token => events.PublishAsync(EventTopics.Job(job.Id), token));
        announcer.Record(db, run, RunEventActions.ForceCanceled, access.Caller.UserId, comment);
        announcer.Announce(db, run);
        log.StopRequested(run.Id, job.Stop);
        return run;
    }
}
