using Microsoft.EntityFrameworkCore;
using Platform.Blobs;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.ConfigurationVersions;

/// <summary>When a workspace is deleted its archives are wanted no more.</summary>
internal sealed class ForgetConfigurations(PlatformDbContext db) : IDeletionPart
{
    public async Task<Refusal?> PrepareAsync(Deletion deletion, CancellationToken cancellationToken)
    {
        var all = db.ConfigurationVersions.Where(c => c.OrganizationId == deletion.Organization);
        if (deletion.Workspace is { } workspace)
        {
            all = all.Where(c => c.WorkspaceId == workspace);
        }

        // What was archived or deleted for good has been noted then.
        var ids = await all.Where(c => c.Status != ConfigurationVersionStatus.BackingDataPermanentlyDeleted && c.Status != ConfigurationVersionStatus.Archived).Select(c => c.Id).ToListAsync(cancellationToken);
        db.UnwantedBlobs.AddRange(ids.Select(id => UnwantedBlob.Of(deletion.Organization, BlobName.Configuration(id))));
        return null;
    }
}
