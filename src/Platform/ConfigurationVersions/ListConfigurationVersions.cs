using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.ConfigurationVersions;

/// <summary>Some of a workspace's configuration versions, newest first, and how many there are in all.</summary>
public sealed record ConfigurationVersionPage(IReadOnlyList<ConfigurationVersion> Configurations, int TotalCount);

/// <summary>Lists a workspace's configuration versions.</summary>
public sealed class ListConfigurationVersions(PlatformDbContext db, Authorizer access, FindWorkspace find)
{
    public async Task<Result<ConfigurationVersionPage>> ExecuteAsync(WorkspaceId id, int skip, int take, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.ReadRuns, workspace, cancellationToken))
        {
            return Refusal.NotFound("configuration version of this workspace");
        }

        var all = db.ConfigurationVersions.AsNoTracking().Where(c => c.WorkspaceId == id);
        var total = await all.CountAsync(cancellationToken);
        var page = await all.OrderByDescending(c => c.CreatedAt).ThenBy(c => c.Id).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return new ConfigurationVersionPage(page, total);
    }

    internal static async Task<IResult> HandleAsync(WorkspaceId id, PageRequest page, ListConfigurationVersions list, CancellationToken cancellationToken) =>
        (await list.ExecuteAsync(id, page.Skip, page.Size, cancellationToken)).ToHttp(found => JsonApiResults.Page(
            [.. found.Configurations.Select(c => ConfigurationVersionDocument.Of(new ConfigurationVersionDetails(c, null)))], page, found.TotalCount));
}
