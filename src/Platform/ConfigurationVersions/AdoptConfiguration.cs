using Microsoft.EntityFrameworkCore;
using Platform.Events;
using Platform.Persistence;
using Platform.Workspaces;

namespace Platform.ConfigurationVersions;

/// <summary>Makes a configuration its workspace's current one, within the caller's transaction: the one that a run takes that names none.</summary>
public sealed class AdoptConfiguration(PlatformDbContext db, IEventStream events, TimeProvider clock)
{
    /// <param name="configuration">The configuration, tracked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ExecuteAsync(ConfigurationVersion configuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var workspace = await db.Workspaces.FirstAsync(w => w.Id == configuration.WorkspaceId, cancellationToken);
        var replaced = clock.GetUtcNow();
        await db.ConfigurationVersions.Where(c => c.Id == workspace.CurrentConfigurationVersionId && c.Id != configuration.Id).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.UnusedSince, replaced).SetProperty(c => c.Revision, c => c.Revision + 1), cancellationToken);
        configuration.UnusedSince = null;
        workspace.CurrentConfigurationVersionId = configuration.Id;
        db.AnnounceAfterCommit(events, workspace);
    }
}
