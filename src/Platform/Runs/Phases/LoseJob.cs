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
    RunTokens tokens, RunMetrics metrics, TimeProvider clock, ILogger<LoseJob> log)
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
        metrics.Lost(job);
        var loss = job.Phase == PhaseKind.Apply
            ? await SaveSnapshotAsync(job, reason, cancellationToken)
            : new Loss($"The agent was lost: {reason}", null);
        await db.InTransactionAsync(token => LoseAsync(id, fence, loss, token), cancellationToken);
    }

    private async Task<Result<Done>> LoseAsync(JobId id, long fence, Loss loss, CancellationToken cancellationToken)
    {
        var job = await db.Jobs.SingleOrDefaultAsync(j => j.Id == id && j.Fence == fence && j.Status == JobStatus.Running, cancellationToken);
        if (job is null)
        {
            return Done.Value;
        }

        job.Status = JobStatus.Lost;
        job.EndedAt = clock.GetUtcNow();
        await tokens.RevokeAsync(job.RunId, cancellationToken);
        if (await db.Runs.SingleOrDefaultAsync(r => r.Id == job.RunId, cancellationToken) is not { } run)
        {
            return Done.Value;
        }

        var attempts = await db.Jobs.CountAsync(j => j.RunId == run.Id && j.Phase == job.Phase, cancellationToken);
        if (job.Phase == PhaseKind.Plan && run.CancelRequestedAt is null && attempts < MostPlanAttempts)
        {
            await PlanAgainAsync(run, loss.Message, cancellationToken);
            return Done.Value;
        }

        var move = (run.CancelRequestedAt, job.Stop) switch
        {
            (null, _) => RunMove.Fail,
            (_, StopRequest.Kill) => RunMove.ForceCancel,
            _ => RunMove.Cancel,
        };
        run.ImportBlocks = loss.ImportBlocks;
        await end.ExecuteAsync(run, move, loss.Message, cancellationToken);
        announcer.Record(db, run, RunEventActions.Errored, actor: null, loss.Message);
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

    private async Task<Loss> SaveSnapshotAsync(Job job, string reason, CancellationToken cancellationToken)
    {
        var sentence = $"The agent was lost while it applied: {reason}";
        if (await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == job.RunId, cancellationToken) is not { } run)
        {
            return new Loss(sentence, null);
        }

        var refused = await StoreSnapshotAsync(job, cancellationToken);

        // Its snapshot just now, or the final state of an agent that was lost before it could report.
        var saved = await db.StateVersions.AsNoTracking().Where(s => s.RunId == run.Id && s.Status == StateVersionStatus.Finalized)
            .OrderByDescending(s => s.Serial).ThenByDescending(s => s.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        var about = (saved, refused) switch
        {
            (_, { } refusal) => $"The state it had sent until then could not be saved: {refusal.Message}",
            ({ } version, _) => $"The state it had sent until then was saved as {version.Id}.",
            _ => "It had sent no changed state.",
        };
        var made = await lost.FindAsync(run, saved, cancellationToken);
        var missing = made.Count == 0 ? "" : $" {made.Count} {(made.Count == 1 ? "resource that it made is" : "resources that it made are")} in no saved state; the run has import blocks to paste.";
        return new Loss($"{sentence} {about}{missing}", LostResources.Blocks(made));
    }

    private async Task<Refusal?> StoreSnapshotAsync(Job job, CancellationToken cancellationToken)
    {
        await using (var snapshot = await blobs.OpenReadAsync(job.OrganizationId, BlobName.StateSnapshot(job.Id), cancellationToken))
        {
            if (snapshot is null)
            {
                return null;
            }

            var from = new RunState(job.WorkspaceId, job.RunId, job.Id, job.Fence, IsSnapshot: true);
            if ((await states.FromRunAsync(from, snapshot, cancellationToken)).Refusal is { } refusal)
            {
                return refusal;
            }
        }

        await blobs.DeleteAsync(job.OrganizationId, BlobName.StateSnapshot(job.Id), cancellationToken);
        return null;
    }

    /// <summary>What people are told of it.</summary>
    private sealed record Loss(string Message, string? ImportBlocks);
}
