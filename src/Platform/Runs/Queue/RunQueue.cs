using Microsoft.EntityFrameworkCore;
using Platform.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Scheduling;
using Platform.Workspaces;

namespace Platform.Runs.Queue;

/// <summary>Gives a free workspace to the run that waits longest, and turns a phase that needs the tool into a job.</summary>
/// <remarks>Every method works inside the caller's transaction. The workspace's row, which has a revision, decides between two writers.</remarks>
public sealed class RunQueue(PlatformDbContext db, IJobDoorbell doorbell, RunAnnouncer announcer, TimeProvider clock)
{
    private const int ApplyPriority = 40;
    private const int PlanPriority = 30;
    private const int PlanOnlyPriority = 20;

    /// <summary>If the workspace is free, the first run that waits takes it.</summary>
    public async Task AdvanceAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (workspace.HoldingRunId is not null)
        {
            return;
        }

        var next = await NextAsync(workspace.Id, cancellationToken);
        if (next is null)
        {
            return;
        }

        // A workspace that is locked by hand shows the run that waits for it (protocol.md §5.3).
        workspace.CurrentRunId = next.Id;
        if (workspace.LockedByUserId is not null)
        {
            return;
        }

        workspace.HoldingRunId = next.Id;
        if (next.Status == RunStatus.Pending)
        {
            await QueuePlanAsync(next, cancellationToken);
        }
        else
        {
            await QueueApplyAsync(next, RunMove.QueueApply, cancellationToken);
        }

        announcer.Announce(db, next);
    }

    /// <summary>Lets go of the workspace and gives it to the next.</summary>
    public async Task ReleaseAsync(Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var workspace = await db.Workspaces.SingleAsync(w => w.Id == run.WorkspaceId, cancellationToken);
        if (workspace.HoldingRunId == run.Id)
        {
            workspace.HoldingRunId = null;
        }
        else if (workspace.CurrentRunId != run.Id)
        {
            return;
        }

        await db.SaveChangesAsync(cancellationToken);
        await AdvanceAsync(workspace, cancellationToken);
    }

    public async Task QueuePlanAsync(Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        await QueueAsync(run, PhaseKind.Plan, RunMove.QueuePlan, run.PassesQueue ? PlanOnlyPriority : PlanPriority, cancellationToken);
    }

    /// <summary>Queues the plan once more after its agent was lost.</summary>
    public async Task QueuePlanAgainAsync(Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        await QueueAsync(run, PhaseKind.Plan, RunMove.PlanAgain, PlanPriority, cancellationToken);
    }

    public Task QueueApplyAsync(Run run, RunMove move, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return QueueAsync(run, PhaseKind.Apply, move, ApplyPriority, cancellationToken);
    }

    private async Task QueueAsync(Run run, PhaseKind kind, RunMove move, int priority, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (run.Make(move, now).Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal.Message);
        }

        // A run that was only just added has its phases in the change tracker and not in the database.
        Phase phase = kind == PhaseKind.Plan
            ? await db.Plans.FindAsync([run.PlanId], cancellationToken) ?? throw new InvalidOperationException($"{run.Id} has no plan.")
            : await db.Applies.FindAsync([run.ApplyId], cancellationToken) ?? throw new InvalidOperationException($"{run.Id} has no apply.");
        phase.Status = PhaseStatus.Queued;
        phase.QueuedAt = now;
        var job = new Job
        {
            Id = JobId.New(),
            OrganizationId = run.OrganizationId,
            WorkspaceId = run.WorkspaceId,
            RunId = run.Id,
            Phase = kind,
            Priority = priority,
            QueuedAt = now,
        };
        db.Jobs.Add(job);
        await doorbell.RingAsync(db, job.Id, cancellationToken);
    }

    private Task<Run?> NextAsync(WorkspaceId workspace, CancellationToken cancellationToken) => db.Runs
        .Where(r => r.WorkspaceId == workspace
            && ((r.Status == RunStatus.Pending && !r.PlanOnly && !r.SavePlan) || r.Status == RunStatus.Confirmed))
        .OrderBy(r => r.StatusChangedAt)
        .FirstOrDefaultAsync(cancellationToken);
}
