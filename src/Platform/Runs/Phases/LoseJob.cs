using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Agents;
using Platform.Blobs;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Identity.Tokens;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs.Queue;
using Platform.StateVersions;

namespace Platform.Runs.Phases;

/// <summary>Takes a job from an agent that is gone: a plan is done again once, an apply never is, and its newest snapshot becomes a state version (design.md §6).</summary>
internal sealed class LoseJob(
    PlatformDbContext db, EndRun end, RunQueue queue, RunAnnouncer announcer, CreateStateVersion states, IEncryptedBlobs blobs, LostResources lost,
    RunTokens tokens, TimeProvider clock, ILogger<LoseJob> log)
{
    /// <summary>How often a plan is started before its run is given up.</summary>
    private const int MostPlanAttempts = 2;

    /// <summary>Nothing happens when the job is over, or another agent has it since.</summary>
    public async Task ExecuteAsync(JobId id, long fence, string reason, CancellationToken cancellationToken)
    {
        var job = await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == id && j.Fence == fence && j.Status == JobStatus.Running, cancellationToken);
        if (job is null)
        {
            return;
        }

        log.JobLost(job.Id, job.Phase, job.RunId, reason);
        var message = job.Phase == PhaseKind.Apply
            ? await SaveSnapshotAsync(job, reason, cancellationToken)
            : $"The agent was lost: {reason}";
        await db.InTransactionAsync(token => LoseAsync(id, fence, message, token), cancellationToken);
    }

    private async Task<Result<Done>> LoseAsync(JobId id, long fence, string message, CancellationToken cancellationToken)
    {
        var job = await db.Jobs.SingleOrDefaultAsync(j => j.Id == id && j.Fence == fence && j.Status == JobStatus.Running, cancellationToken);
        if (job is null)
        {
            return Done.Value;
        }

        job.Status = JobStatus.Lost;
        job.EndedAt = clock.GetUtcNow();
        await tokens.RevokeAsync(job.RunId, cancellationToken);
        var run = await db.Runs.SingleAsync(r => r.Id == job.RunId, cancellationToken);
        var attempts = await db.Jobs.CountAsync(j => j.RunId == run.Id && j.Phase == job.Phase, cancellationToken);
        if (job.Phase == PhaseKind.Plan && run.CancelRequestedAt is null && attempts < MostPlanAttempts)
        {
            await PlanAgainAsync(run, message, cancellationToken);
            return Done.Value;
        }

        var move = (run.CancelRequestedAt, job.Stop) switch
        {
            (null, _) => RunMove.Fail,
            (_, StopRequest.Kill) => RunMove.ForceCancel,
            _ => RunMove.Cancel,
        };
        await end.ExecuteAsync(run, move, message, cancellationToken);
        announcer.Record(db, run, RunEventActions.Errored, actor: null, message);
        return Done.Value;
    }

    /// <summary>The log begins anew with the plan.</summary>
    private async Task PlanAgainAsync(Run run, string message, CancellationToken cancellationToken)
    {
        var phase = run.PlanId.Value;
        await db.LogChunks.Where(c => c.Phase == phase).ExecuteDeleteAsync(cancellationToken);
        await queue.QueuePlanAgainAsync(run, cancellationToken);
        announcer.Record(db, run, RunEventActions.PlanRestarted, actor: null, message);
        announcer.Announce(db, run);
    }

    private async Task<string> SaveSnapshotAsync(Job job, string reason, CancellationToken cancellationToken)
    {
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == job.RunId, cancellationToken);
        var sentence = $"The agent was lost while it applied: {reason}";
        await using var snapshot = await blobs.OpenReadAsync(job.OrganizationId, BlobName.StateSnapshot(job.Id), cancellationToken);
        if (snapshot is null)
        {
            return $"{sentence} It had sent no changed state. {await lost.DescribeAsync(run, snapshotTaken: false, cancellationToken)}".TrimEnd();
        }

        var saved = await states.FromRunAsync(run.WorkspaceId, run.Id, snapshot, cancellationToken);
        var about = saved.TryGet(out var version, out var refusal)
            ? $"The state it had sent until then was saved as {version.Id}."
            : $"The state it had sent until then could not be saved: {refusal.Message}";
        return $"{sentence} {about} {await lost.DescribeAsync(run, snapshotTaken: true, cancellationToken)}".TrimEnd();
    }
}
