using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs.Queue;

namespace Platform.Runs;

/// <summary>Confirms a planned run, which queues its apply; a saved plan then waits for its workspace.</summary>
public sealed class ConfirmRun(PlatformDbContext db, ChangeRun runs, Authorizer access, RunQueue queue, RunAnnouncer announcer, TimeProvider clock)
{
    public Task<Result<Run>> ExecuteAsync(RunId id, string? comment, CancellationToken cancellationToken) => runs.ExecuteAsync(
        id,
        Permission.ApplyRuns,
        comment,
        async (run, workspace, token) =>
        {
            if (RunMoves.Next(run.Status, RunMove.Confirm).Refusal is { } illegal)
            {
                return illegal;
            }

            run.ConfirmedByUserId = access.Caller.UserId;
            if (run.Status == RunStatus.PlannedAndSaved)
            {
                run.Make(RunMove.Confirm, clock.GetUtcNow());
                await db.SaveChangesAsync(token);
                await queue.AdvanceAsync(workspace, token);
            }
            else
            {
                await queue.QueueApplyAsync(run, RunMove.Confirm, token);
            }

            announcer.Record(db, run, RunEventActions.Approved, access.Caller.UserId, comment);
            announcer.Announce(db, run);
            return run;
        },
        cancellationToken);

    [Answers(202)]
    internal static Task<IResult> HandleAsync(RunId id, JsonApiRequest<RunComment> request, ConfirmRun confirm, CancellationToken cancellationToken) =>
        ChangeRun.HandleAsync(request, comment => confirm.ExecuteAsync(id, comment, cancellationToken));
}
