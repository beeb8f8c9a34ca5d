using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;
using Platform.Workspaces.Retention;

namespace Platform.StateVersions.BackingData;

/// <summary>What is special to states: which are old, and which stay.</summary>
/// <remarks>
/// A state's age counts from when another one replaced it. TFE says only "older than": counted from when it was made, the state that a quiet workspace
/// had for a year would go on the day after it changed, which is when it is missed. The bytes of a state belong to it alone: going back to one makes a
/// copy with a serial of its own.
/// </remarks>
internal sealed class StateData(PlatformDbContext db, FindStateVersion find, TimeProvider clock) : BackingData<StateVersion>(clock)
{
    public override string Name => "state";

    public override string NameOfStored => "a finalized state";

    public override string IdOf(StateVersion row) => row.Id.Value;

    public override string Describe(StateVersion row) => row.Status switch
    {
        StateVersionStatus.Pending => "not uploaded yet",
        StateVersionStatus.Finalized => "not deleted",
        StateVersionStatus.Discarded => "discarded",
        StateVersionStatus.Parked => "kept beside the current one until somebody has looked at it",
        StateVersionStatus.BackingDataSoftDeleted => "deleted already",
        StateVersionStatus.BackingDataPermanentlyDeleted => "deleted for good",
    };

    /// <summary>The row itself, for a caller who may read it.</summary>
    public async Task<Result<StateVersion>> FindAsync(StateVersionId id, CancellationToken cancellationToken) =>
        (await find.ByIdAsync(id, Permission.ReadState, cancellationToken)).Refusal is { } refusal
            ? refusal
            : await db.StateVersions.FirstAsync(s => s.Id == id, cancellationToken);

    // The time of creation says nothing new; it is what the index of a workspace's states is ordered by.
    public override IQueryable<StateVersion> OldSince(WorkspaceId workspace, DateTimeOffset before) => db.StateVersions
        .Where(s => s.WorkspaceId == workspace && s.Status == StateVersionStatus.Finalized && s.CreatedAt < before && s.UnusedSince < before)
        .OrderBy(s => s.CreatedAt).ThenBy(s => s.Id);

    public override IQueryable<StateVersion> SoftDeletedBefore(DateTimeOffset before) =>
        db.StateVersions.Where(s => s.SoftDeletedAt < before).OrderBy(s => s.SoftDeletedAt).ThenBy(s => s.Id);

    public override async Task<Func<StateVersion, Refusal?>> ReasonsToStayAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        var kept = await db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.Id == workspace, cancellationToken);
        var unfinished = await db.Runs.Where(r => r.WorkspaceId == workspace && RunEnds.Unfinished.Contains(r.Status))
            .MinAsync(r => (DateTimeOffset?)r.CreatedAt, cancellationToken);
        return version => Why(version, kept, unfinished);
    }

    protected override async Task FreeAsync(StateVersion row, CancellationToken cancellationToken)
    {
        await db.StateVersionOutputs.Where(o => o.StateVersionId == row.Id).ExecuteDeleteAsync(cancellationToken);
        db.UnwantedBlobs.Add(UnwantedBlob.Of(row.OrganizationId, BlobName.State(row.Id)));
        db.UnwantedBlobs.Add(UnwantedBlob.Of(row.OrganizationId, BlobName.JsonState(row.Id)));
    }

    private static Refusal? Why(StateVersion version, Workspace? workspace, DateTimeOffset? oldestUnfinishedRun)
    {
        if (workspace is null)
        {
            // It was deleted in the meantime, with all that it had.
            return Refusal.NotFound($"state version {version.Id}");
        }

        if (workspace.CurrentStateVersionId == version.Id)
        {
            return Refusal.Conflict("This is the workspace's current state, which is never deleted.");
        }

        if (workspace.HoldingRunId is { } run)
        {
            return Refusal.Conflict($"The workspace is locked by run {run}; wait for it to end.");
        }

        // It may have written this state, or planned on it.
        return oldestUnfinishedRun is { } since && (version.UnusedSince is not { } unused || unused >= since)
            ? Refusal.Conflict("A run that is not over began before this state was replaced, and may need it; wait for it to end.")
            : null;
    }
}
