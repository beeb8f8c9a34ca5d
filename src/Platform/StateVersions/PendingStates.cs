using Microsoft.EntityFrameworkCore;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;
using Platform.Workspaces.Locks;

namespace Platform.StateVersions;

/// <summary>Keeps a workspace locked while a state that was announced is still to be uploaded; by force it unlocks all the same.</summary>
internal sealed class PendingStates(PlatformDbContext db, TimeProvider clock) : IUnlockObstacle
{
    public async Task<Refusal?> FindAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        // After this time the upload's address is void, and nothing comes any more.
        var since = clock.GetUtcNow() - StateUploads.Lifetime;
        var isPending = await db.StateVersions.AnyAsync(
            s => s.WorkspaceId == workspace.Id && s.Status == StateVersionStatus.Pending && s.CreatedAt > since, cancellationToken);

        // The client looks for these words and tries again (protocol.md §3.6).
        return isPending
            ? Refusal.Conflict("The workspace's latest state version is still pending; wait for its upload, or unlock the workspace by force if it will not come.")
            : null;
    }
}
