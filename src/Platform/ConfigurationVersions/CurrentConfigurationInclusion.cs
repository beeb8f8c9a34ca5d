using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Workspaces;
using Platform.Workspaces.Inclusions;

namespace Platform.ConfigurationVersions;

/// <summary>Shows the current configuration beside a workspace.</summary>
internal sealed class CurrentConfigurationInclusion(PlatformDbContext db) : IWorkspaceInclusion
{
    public string Name => "current-configuration-version";

    public async Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        var ids = workspaces.Select(w => w.Workspace.CurrentConfigurationVersionId).OfType<ConfigurationVersionId>().ToArray();
        var configurations = await db.ConfigurationVersions.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(cancellationToken);
        return [.. configurations.Select(c => ConfigurationVersionDocument.Of(new ConfigurationVersionDetails(c, null)))];
    }
}
