using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs;

/// <summary>Lets a run that waits go next: what is ahead of it in its workspace and only waits is discarded or canceled.</summary>
public sealed class ForceExecuteRun(PlatformDbContext db, ChangeRun runs, Authorizer access, EndRun end, RunAnnouncer announcer)
{
    public Task<Result<Run>> ExecuteAsync(RunId id, CancellationToken cancellationToken) => runs.ExecuteAsync(
        id,
        Permission.ForceCancelRuns,
        comment: null,
        async (run, workspace, token) =>
        {
            if (run.Status != RunStatus.Pending || run.PassesQueue)
            {
                return Refusal.Conflict("Only a run that waits for its workspace can be executed before the others.");
            }

            var ahead = await db.Runs
                .Where(r => r.WorkspaceId == workspace.Id && r.Id != run.Id && RunMoves.Unfinished.Contains(r.Status) && !r.PlanOnly && r.Status != RunStatus.PlannedAndSaved
                    && (r.Id == workspace.HoldingRunId || r.CreatedAt <= run.CreatedAt))
                .OrderByDescending(r => r.CreatedAt).ToListAsync(token);
            if (ahead.FirstOrDefault(r => r.Status is RunStatus.Planning or RunStatus.Applying) is { } busy)
            {
                return Refusal.Conflict($"Run {busy.Id} is at work in this workspace; cancel it, or wait for it to end.");
            }

            // From the youngest on, so that none of those ahead is started when the one that holds the workspace lets go.
            foreach (var other in ahead.OrderBy(r => r.Id == workspace.HoldingRunId))
            {
                var move = RunMoves.IsLegal(other.Status, RunMove.Discard) ? RunMove.Discard : RunMove.Cancel;
                if ((await end.ExecuteAsync(other, move, message: null, token)).Refusal is { } refusal)
                {
                    return refusal;
                }

                announcer.Record(db, other, move == RunMove.Discard ? RunEventActions.Discarded : RunEventActions.Canceled, access.Caller.UserId, $"Run {run.Id} was executed before it.");
            }

            announcer.Record(db, run, RunEventActions.ForceExecuted, access.Caller.UserId, comment: null);
            announcer.Announce(db, run);
            return run;
        },
        cancellationToken);

    [Answers(202)]
    internal static async Task<IResult> HandleAsync(RunId id, ForceExecuteRun force, CancellationToken cancellationToken) =>
        (await force.ExecuteAsync(id, cancellationToken)).ToHttp(_ => TypedResults.StatusCode(StatusCodes.Status202Accepted));
}
