using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Agents;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs.Phases;
using Platform.Scheduling;
using Platform.Scheduling.Maintenance;

namespace Platform.Runs.Queue;

/// <summary>Looks for rows that nobody was woken for, at start and every few seconds: the rows are the truth, a ring may be lost.</summary>
internal sealed class QueueSweep(
    PlatformDbContext db, IJobDoorbell doorbell, RunQueue queue, LoseJob lose, Listening listening, IOptions<WorkerOptions> options, TimeProvider clock,
    ILogger<QueueSweep> log) : IMaintenanceTask
{
    /// <summary>A job that waits for longer than this was not heard, or all nodes are busy; ringing twice does no harm.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const int BatchSize = 100;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await LoseSilentJobsAsync(cancellationToken);
        await AdvanceIdleWorkspacesAsync(cancellationToken);
        await RingAgainAsync(cancellationToken);
    }

    private async Task LoseSilentJobsAsync(CancellationToken cancellationToken)
    {
        var lease = options.Value.Lease;
        var before = clock.GetUtcNow() - lease;
        var silent = await db.Jobs.AsNoTracking().Where(j => j.Status == JobStatus.Running && j.HeartbeatAt < before).OrderBy(j => j.HeartbeatAt).Take(BatchSize).ToListAsync(cancellationToken);
        if (!listening.ForAWholeLease())
        {
            return;
        }

        foreach (var job in silent)
        {
            await TryAsync(
                job.Id.Value,
                () => lose.ExecuteAsync(job.Id, job.Fence, $"it was not heard of for {lease.TotalSeconds:0} seconds.", cancellationToken));
        }
    }

    private async Task AdvanceIdleWorkspacesAsync(CancellationToken cancellationToken)
    {
        var idle = await db.Runs
            .Where(r => (r.Status == RunStatus.Pending && !r.PlanOnly && !r.SavePlan) || r.Status == RunStatus.Confirmed)
            .Join(db.Workspaces, r => r.WorkspaceId, w => w.Id, (r, w) => w)
            .Where(w => w.HoldingRunId == null && w.LockedByUserId == null)
            .Select(w => w.Id).Distinct().OrderBy(id => id).Take(BatchSize).ToListAsync(cancellationToken);
        foreach (var id in idle)
        {
            await TryAsync(
                id.Value,
                () => db.InTransactionAsync<Done>(
                    async token =>
                    {
                        // It may have been deleted since.
                        if (await db.Workspaces.SingleOrDefaultAsync(w => w.Id == id, token) is { } workspace)
                        {
                            await queue.AdvanceAsync(workspace, token);
                        }

                        return Done.Value;
                    },
                    cancellationToken));
        }

        if (idle.Count > 0)
        {
            log.SweepAdvanced(idle.Count);
        }
    }

    private async Task RingAgainAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Patience;
        var result = await db.InTransactionAsync<List<Contracts.Ids.JobId>>(
            async token =>
            {
                var waiting = await db.Jobs.Where(j => j.Status == JobStatus.Queued && j.QueuedAt < before)
                    .OrderBy(j => j.QueuedAt).Select(j => j.Id).Take(BatchSize).ToListAsync(token);
                foreach (var job in waiting)
                {
                    await doorbell.RingAsync(db, job, token);
                }

                return waiting;
            },
            cancellationToken);
        if (result.Value is { Count: > 0 } rung)
        {
            log.SweepRang(rung.Count);
        }
    }

    /// <summary>What goes wrong with one tenant's row must not keep the others waiting.</summary>
    private async Task TryAsync(string what, Func<Task> settle)
    {
        try
        {
            await settle();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.SweepFailed(exception, what);
        }
    }
}
