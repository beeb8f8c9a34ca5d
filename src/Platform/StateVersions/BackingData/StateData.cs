using Microsoft.EntityFrameworkCore;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.StateVersions.BackingData;

/// <summary>Takes the bytes of a state away and gives them back, within the caller's transaction, whoever wants it: a person or a retention policy.</summary>
/// <remarks>The bytes of a state belong to it alone: going back to one makes a copy with a serial of its own.</remarks>
internal sealed class StateData(PlatformDbContext db, TimeProvider clock)
{
    /// <summary>Looks at what may keep the states of a workspace from being deleted.</summary>
    public async Task<KeptStates> KeptAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.Id == id, cancellationToken);
        var unfinished = await db.Runs.Where(r => r.WorkspaceId == id && RunEnds.Unfinished.Contains(r.Status))
            .MinAsync(r => (DateTimeOffset?)r.CreatedAt, cancellationToken);
        return new KeptStates(workspace, unfinished);
    }

    /// <summary>Nobody can read it any more; its bytes are still here.</summary>
    public void Delete(StateVersion version)
    {
        version.Status = StateVersionStatus.BackingDataSoftDeleted;
        version.SoftDeletedAt = clock.GetUtcNow();
    }

    /// <summary>It is as it was, and gets old anew: a policy that deleted it would do so again the next day.</summary>
    public void Restore(StateVersion version)
    {
        version.Status = StateVersionStatus.Finalized;
        version.SoftDeletedAt = null;
        version.UnusedSince = clock.GetUtcNow();
    }

    /// <summary>Its bytes and the values of its outputs go, once this is committed.</summary>
    public async Task DeleteForGoodAsync(StateVersion version, CancellationToken cancellationToken)
    {
        version.Status = StateVersionStatus.BackingDataPermanentlyDeleted;
        version.SoftDeletedAt = null;
        await db.StateVersionOutputs.Where(o => o.StateVersionId == version.Id).ExecuteDeleteAsync(cancellationToken);
        db.UnwantedBlobs.Add(UnwantedBlob.Of(version.OrganizationId, BlobName.State(version.Id)));
        db.UnwantedBlobs.Add(UnwantedBlob.Of(version.OrganizationId, BlobName.JsonState(version.Id)));
    }
}

/// <summary>What may keep the states of one workspace from being deleted.</summary>
/// <param name="Workspace">The workspace; null when it was deleted in the meantime, with all that it had.</param>
/// <param name="OldestUnfinishedRun">When its oldest run that is not over was created.</param>
internal sealed record KeptStates(Workspace? Workspace, DateTimeOffset? OldestUnfinishedRun)
{
    /// <summary>Why this one stays, or null.</summary>
    public Refusal? Why(StateVersion version)
    {
        if (Workspace is null)
        {
            return Refusal.NotFound($"state version {version.Id}");
        }

        if (Workspace.CurrentStateVersionId == version.Id)
        {
            return Refusal.Conflict("This is the workspace's current state, which is never deleted.");
        }

        if (Workspace.HoldingRunId is { } run)
        {
            return Refusal.Conflict($"The workspace is locked by run {run}; wait for it to end.");
        }

        // It may have written this state, or planned on it.
        return OldestUnfinishedRun is { } since && (version.UnusedSince is not { } unused || unused >= since)
            ? Refusal.Conflict("A run that is not over began before this state was replaced, and may need it; wait for it to end.")
            : null;
    }
}
