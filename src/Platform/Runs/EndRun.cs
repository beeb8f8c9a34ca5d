using Microsoft.EntityFrameworkCore;
using Platform.Agents;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs.Logs;
using Platform.Runs.Queue;

namespace Platform.Runs;

/// <summary>Brings a run to an end: its phases become terminal with it, its logs are closed, its workspace goes to the next.</summary>
/// <remarks>Works inside the caller's transaction. A phase that never ran becomes unreachable: a client that waits for it would wait forever (protocol.md §12.1).</remarks>
public sealed class EndRun(PlatformDbContext db, RunQueue queue, AppendLog logs, RunAnnouncer announcer, TimeProvider clock)
{
    /// <param name="run">The run, tracked.</param>
    /// <param name="move">A move to a final status.</param>
    /// <param name="message">One plain sentence that goes into the open log and on the run's page; null when the run ended well.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<RunStatus>> ExecuteAsync(Run run, RunMove move, string? message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var now = clock.GetUtcNow();
        var moved = run.Make(move, now);
        if (moved.Refusal is not null)
        {
            return moved;
        }

        run.ErrorMessage = message is null ? null : AttributeText.Fit(message, Run.LongestErrorMessage);
        var plan = await db.Plans.SingleAsync(p => p.RunId == run.Id, cancellationToken);
        var apply = await db.Applies.SingleAsync(a => a.RunId == run.Id, cancellationToken);
        foreach (var phase in (Phase[])[plan, apply])
        {
            if (!phase.IsOver)
            {
                await EndPhaseAsync(run, phase, move, run.ImportBlocks is { } blocks ? $"{message}\n{blocks}" : message, now, cancellationToken);
            }
        }

        foreach (var job in await db.Jobs.Where(j => j.RunId == run.Id && j.Status == JobStatus.Queued).ToListAsync(cancellationToken))
        {
            job.Status = JobStatus.Canceled;
            job.EndedAt = now;
        }

        await db.SaveChangesAsync(cancellationToken);
        await CountAsync(run, plan, apply, cancellationToken);
        await queue.ReleaseAsync(run, cancellationToken);
        announcer.Announce(db, run);
        return moved;
    }

    /// <summary>Adds the run to its workspace's figures: counted anew for each reader they would cost a look at every run.</summary>
    private async Task CountAsync(Run run, Plan plan, Apply apply, CancellationToken cancellationToken)
    {
        var failed = run.Status == RunStatus.Errored ? 1 : 0;
        var (plans, planTime) = Finished(plan);
        var (applies, applyTime) = Finished(apply);
        await db.Workspaces.Where(w => w.Id == run.WorkspaceId).ExecuteUpdateAsync(
            row => row
                .SetProperty(w => w.EndedRuns, w => w.EndedRuns + 1)
                .SetProperty(w => w.FailedRuns, w => w.FailedRuns + failed)
                .SetProperty(w => w.FinishedPlans, w => w.FinishedPlans + plans)
                .SetProperty(w => w.PlanMilliseconds, w => w.PlanMilliseconds + planTime)
                .SetProperty(w => w.FinishedApplies, w => w.FinishedApplies + applies)
                .SetProperty(w => w.ApplyMilliseconds, w => w.ApplyMilliseconds + applyTime),
            cancellationToken);
    }

    private static (int Count, long Milliseconds) Finished(Phase phase) =>
        phase is { Status: PhaseStatus.Finished, StartedAt: { } began, EndedAt: { } ended } ? (1, (long)(ended - began).TotalMilliseconds) : (0, 0);

    private async Task EndPhaseAsync(Run run, Phase phase, RunMove move, string? message, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ran = phase.Status == PhaseStatus.Running;
        phase.Status = (move, ran) switch
        {
            (_, false) => PhaseStatus.Unreachable,
            (RunMove.FinishPlan or RunMove.FinishApply, true) => PhaseStatus.Finished,
            (RunMove.Cancel or RunMove.ForceCancel, true) => PhaseStatus.Canceled,
            _ => PhaseStatus.Errored,
        };
        phase.EndedAt = now;
        if (ran)
        {
            await logs.CloseAsync(run.OrganizationId, phase.Key, message, cancellationToken);
        }
    }
}
