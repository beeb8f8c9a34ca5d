using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Discovery;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.ConfigurationVersions;

/// <summary>Finds a configuration version for a caller who may see it. The entity is tracked, so that an action can change it.</summary>
public sealed class FindConfigurationVersion(PlatformDbContext db, Authorizer access, FindWorkspace find, CapabilityUrls urls)
{
    public async Task<Result<ConfigurationVersionDetails>> ExecuteAsync(ConfigurationVersionId id, CancellationToken cancellationToken)
    {
        var configuration = await db.ConfigurationVersions.FirstOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (configuration is null
            || !(await find.ByIdAsync(configuration.WorkspaceId, cancellationToken)).TryGet(out var workspace, out _)
            || !await access.CanAsync(Permission.ReadRuns, workspace, cancellationToken))
        {
            return Refusal.NotFound($"configuration version {id}");
        }

        var mayUpload = configuration.Status == ConfigurationVersionStatus.Pending
            && await access.CanAsync(configuration.Speculative ? Permission.QueuePlans : Permission.QueueApplies, workspace, cancellationToken);
        return new ConfigurationVersionDetails(configuration, mayUpload ? urls.ForUpload(id) : null);
    }

    internal static async Task<IResult> HandleAsync(ConfigurationVersionId id, FindConfigurationVersion find, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(id, cancellationToken)).ToHttp(details => JsonApiResults.Ok(ConfigurationVersionDocument.Of(details)));
}
