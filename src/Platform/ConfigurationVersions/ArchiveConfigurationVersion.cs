using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.ConfigurationVersions;

/// <summary>Gives up the archive of a configuration that is no longer needed; its record stays.</summary>
public sealed class ArchiveConfigurationVersion(
    PlatformDbContext db,
    Authorizer access,
    FindConfigurationVersion find,
    FindWorkspace workspaces,
    ILogger<ArchiveConfigurationVersion> log)
{
    public async Task<Result<Done>> ExecuteAsync(ConfigurationVersionId id, CancellationToken cancellationToken)
    {
        var archived = await db.InTransactionAsync(inner => ArchiveAsync(id, inner), cancellationToken);
        if (archived.Refusal is { } refusal)
        {
            return refusal;
        }

        log.ConfigurationArchived(id);
        return Done.Value;
    }

    [Answers(202)]
    internal static async Task<IResult> HandleAsync(ConfigurationVersionId id, ArchiveConfigurationVersion archive, CancellationToken cancellationToken) =>
        (await archive.ExecuteAsync(id, cancellationToken)).ToHttp(_ => TypedResults.Accepted((string?)null));

    private async Task<Result<ConfigurationVersion>> ArchiveAsync(ConfigurationVersionId id, CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(id, cancellationToken)).TryGet(out var details, out var refusal)
            || !(await workspaces.ByIdAsync(details.Configuration.WorkspaceId, cancellationToken)).TryGet(out var workspace, out refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.QueueApplies, workspace, cancellationToken))
        {
            return Refusal.Forbidden("You may see this configuration but not archive it.");
        }

        var configuration = details.Configuration;
        if (configuration.Status is not (ConfigurationVersionStatus.Uploaded or ConfigurationVersionStatus.Archived))
        {
            return Refusal.Conflict("Only an uploaded configuration can be archived.");
        }

        if (workspace.CurrentConfigurationVersionId == id)
        {
            return Refusal.Conflict("This is the workspace's current configuration; it can be archived once another one is uploaded.");
        }

        if (await db.Runs.AnyAsync(r => r.WorkspaceId == workspace.Id && r.ConfigurationVersionId == id && RunEnds.Unfinished.Contains(r.Status), cancellationToken))
        {
            return Refusal.Conflict("A run of this configuration is still going on; wait for it to end, or cancel it.");
        }

        if (configuration.Status == ConfigurationVersionStatus.Uploaded)
        {
            configuration.Status = ConfigurationVersionStatus.Archived;
            db.UnwantedBlobs.Add(UnwantedBlob.Of(configuration.OrganizationId, BlobName.Configuration(id)));
        }

        return configuration;
    }
}
