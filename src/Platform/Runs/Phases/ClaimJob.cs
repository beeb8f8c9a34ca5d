using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Agents;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs.Phases;

/// <summary>A job in the hands of this node, with the token its agent will use.</summary>
internal sealed record ClaimedJob(Job Job, Run Run, string Token);

/// <summary>Takes the best waiting job for this node: the highest priority first, then the oldest.</summary>
internal sealed class ClaimJob(PlatformDbContext db, RunAnnouncer announcer, NodeName node, RunMetrics metrics, IOptions<SandboxOptions> sandbox, TimeProvider clock, ILogger<ClaimJob> log)
{
    /// <summary>The tool rewrites a local state after each resource: 6 s for 1,000 resources at 450 KB, 28 s at 2 MB (measured).</summary>
    private const long LargestLocalState = 256 * 1024;

    public async Task<ClaimedJob?> ExecuteAsync(CancellationToken cancellationToken)
    {
        ClaimedJob? claimed;
        do
        {
            if (!(await db.InTransactionAsync(ClaimAsync, cancellationToken)).TryGet(out var taken, out _))
            {
                return null;
            }

            claimed = taken.Claimed;
            if (taken.Orphan is { } orphan)
            {
                log.OrphanEnded(orphan.Id, orphan.Phase, orphan.RunId);
            }
        }
        while (claimed is null);

        log.JobClaimed(claimed.Job.Id, claimed.Job.Phase, claimed.Run.Id, node.Value, claimed.Job.Fence);
        log.RunMoved(claimed.Run.Id, claimed.Run.Status);
        metrics.Claimed(claimed.Job);
        return claimed;
    }

    private async Task<Result<Taken>> ClaimAsync(CancellationToken cancellationToken)
    {
        var token = $"job.{RandomNumberGenerator.GetHexString(64, lowercase: true)}";
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(token));
        var now = clock.GetUtcNow();
        if (!await TakeRowAsync(hash, now, cancellationToken))
        {
            return Refusal.NotFound("job that waits");
        }

        var job = await db.Jobs.SingleAsync(j => j.TokenHash == hash, cancellationToken);
        var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == job.RunId, cancellationToken);
        if (run is null || run.Make(job.Phase == PhaseKind.Plan ? RunMove.StartPlan : RunMove.StartApply, now).Refusal is not null)
        {
            // Rolled back it would be the best row again, and nobody's plan would start any more.
            job.Status = JobStatus.Canceled;
            job.EndedAt = now;
            return new Taken(null, job);
        }

        Phase phase = job.Phase == PhaseKind.Plan
            ? await db.Plans.SingleAsync(p => p.RunId == run.Id, cancellationToken)
            : await db.Applies.SingleAsync(a => a.RunId == run.Id, cancellationToken);
        if (job.Phase == PhaseKind.Plan)
        {
            run.StateBackend = await ChooseBackendAsync(run.WorkspaceId, cancellationToken);
        }

        phase.Status = PhaseStatus.Running;
        phase.StartedAt = now;
        announcer.Announce(db, run);
        return new Taken(new ClaimedJob(job, run, token), null);
    }

    /// <summary>The plan file fixes it for the apply, so it is chosen here, by the size of the state (ADR 5).</summary>
    private async Task<StateBackend> ChooseBackendAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        // The agent serves a state on the sandbox's own network, and these have none.
        if (sandbox.Value is { Mode: SandboxMode.None } or { Network: NetworkMode.None })
        {
            return StateBackend.Local;
        }

        var size = await db.Workspaces.Where(w => w.Id == workspace)
            .Join(db.StateVersions, w => w.CurrentStateVersionId, s => s.Id, (w, s) => s.Size).SingleOrDefaultAsync(cancellationToken);
        return size > LargestLocalState ? StateBackend.Http : StateBackend.Local;
    }

    /// <summary>One statement decides who gets the row; another node that looked at the same row updates nothing and looks again.</summary>
    private async Task<bool> TakeRowAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = node.Value;
        while (await db.Jobs.AnyAsync(j => j.Status == JobStatus.Queued, cancellationToken))
        {
            var best = db.Jobs.Where(j => j.Status == JobStatus.Queued).OrderByDescending(j => j.Priority).ThenBy(j => j.QueuedAt).Select(j => j.Id).Take(1);
            var taken = await db.Jobs.Where(j => j.Status == JobStatus.Queued && best.Contains(j.Id)).ExecuteUpdateAsync(
                row => row
                    .SetProperty(j => j.Status, JobStatus.Running)
                    .SetProperty(j => j.Revision, j => j.Revision + 1)
                    .SetProperty(j => j.Fence, j => j.Fence + 1)
                    .SetProperty(j => j.TokenHash, hash)
                    .SetProperty(j => j.Node, name)
                    .SetProperty(j => j.ClaimedAt, now)
                    .SetProperty(j => j.HeartbeatAt, now),
                cancellationToken);
            if (taken == 1)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A row was taken: for this node, or only to end it because its run is gone or cannot start it.</summary>
    private sealed record Taken(ClaimedJob? Claimed, Job? Orphan);
}
