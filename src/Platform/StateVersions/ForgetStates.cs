using Microsoft.EntityFrameworkCore;
using Platform.Blobs;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.StateVersions;

/// <summary>When a workspace is deleted its states are wanted no more.</summary>
internal sealed class ForgetStates(PlatformDbContext db) : IDeletionPart
{
    public async Task<Refusal?> PrepareAsync(Deletion deletion, CancellationToken cancellationToken)
    {
        var all = db.StateVersions.Where(s => s.OrganizationId == deletion.Organization);
        if (deletion.Workspace is { } workspace)
        {
            all = all.Where(s => s.WorkspaceId == workspace);
        }

        // What was deleted for good has been noted then.
        foreach (var id in await all.Where(s => s.Status != StateVersionStatus.BackingDataPermanentlyDeleted).Select(s => s.Id).ToListAsync(cancellationToken))
        {
            db.UnwantedBlobs.Add(UnwantedBlob.Of(deletion.Organization, BlobName.State(id)));
            db.UnwantedBlobs.Add(UnwantedBlob.Of(deletion.Organization, BlobName.JsonState(id)));
        }

        return null;
    }
}
