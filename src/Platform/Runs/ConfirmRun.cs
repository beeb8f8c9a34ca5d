using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs.Queue;

namespace Platform.Runs;

/// <summary>Confirms a planned run, which queues its apply; a saved plan then waits for its workspace.</summary>
public sealed class ConfirmRun(
    PlatformDbContext db, RunAccess runs, Authorizer access, RunQueue queue, RunAnnouncer announcer, TimeProvider clock, ILogger<ConfirmRun> log)
{
    public async Task<Result<Run>> ExecuteAsync(RunId id, string? comment, CancellationToken cancellationToken)
    {
        if (RunComment.Check(comment) is { } bad)
        {
            return bad;
        }

        var result = await db.InTransactionAsync(token => ConfirmAsync(id, comment, token), cancellationToken);
        if (result.Value is { } run)
        {
            log.RunMoved(run.Id, run.Status);
        }

        return result;
    }

    internal static async Task<IResult> HandleAsync(RunId id, JsonApiRequest<RunComment> request, ConfirmRun confirm, CancellationToken cancellationToken) =>
        request.Refusal is { } malformed
            ? JsonApiResults.Refused(malformed)
            : (await confirm.ExecuteAsync(id, request.Attributes.Comment, cancellationToken)).ToHttp(_ => TypedResults.StatusCode(StatusCodes.Status202Accepted));

    private async Task<Result<Run>> ConfirmAsync(RunId id, string? comment, CancellationToken cancellationToken)
    {
        if (!(await runs.LoadAsync(id, Permission.ApplyRuns, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        var (run, workspace) = found;
        if (!RunMoves.IsLegal(run.Status, RunMove.Confirm))
        {
            return RunMoves.Next(run.Status, RunMove.Confirm).Refusal!;
        }

        run.ConfirmedByUserId = access.Caller.UserId;
        if (run.Status == RunStatus.PlannedAndSaved)
        {
            run.Make(RunMove.Confirm, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            await queue.AdvanceAsync(workspace, cancellationToken);
        }
        else
        {
            await queue.QueueApplyAsync(run, RunMove.Confirm, cancellationToken);
        }

        announcer.Record(db, run, RunEventActions.Approved, access.Caller.UserId, comment);
        announcer.Announce(db, run);
        return run;
    }
}

/// <summary>What an action on a run may carry.</summary>
public sealed class RunComment
{
    public string? Comment { get; init; }

    internal static Refusal? Check(string? comment) => AttributeText.Check(comment ?? "", RunEvent.LongestComment, "comment");
}
