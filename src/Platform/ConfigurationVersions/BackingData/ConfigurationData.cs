using Microsoft.EntityFrameworkCore;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.ConfigurationVersions.BackingData;

/// <summary>Takes the archive of a configuration away and gives it back, within the caller's transaction, whoever wants it: a person or a retention policy.</summary>
internal sealed class ConfigurationData(PlatformDbContext db, TimeProvider clock)
{
    /// <summary>Looks at what may keep the configurations of a workspace from being deleted.</summary>
    public async Task<KeptConfigurations> KeptAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.Id == id, cancellationToken);
        var needed = await db.Runs.Where(r => r.WorkspaceId == id && RunEnds.Unfinished.Contains(r.Status)).Select(r => r.ConfigurationVersionId).Distinct().ToListAsync(cancellationToken);
        var currentRun = workspace?.CurrentRunId;
        needed.AddRange(await db.Runs.Where(r => r.Id == currentRun).Select(r => r.ConfigurationVersionId).ToListAsync(cancellationToken));
        needed.AddRange(await db.Runs.Where(r => r.WorkspaceId == id && r.Status == RunStatus.Applied)
            .OrderByDescending(r => r.CreatedAt).Take(1).Select(r => r.ConfigurationVersionId).ToListAsync(cancellationToken));
        return new KeptConfigurations(workspace, needed.ToHashSet());
    }

    /// <summary>Nobody can read it any more; its archive is still here.</summary>
    public void Delete(ConfigurationVersion configuration)
    {
        configuration.Status = ConfigurationVersionStatus.BackingDataSoftDeleted;
        configuration.SoftDeletedAt = clock.GetUtcNow();
    }

    /// <summary>It is as it was, and gets old anew: a policy that deleted it would do so again the next day.</summary>
    public void Restore(ConfigurationVersion configuration)
    {
        configuration.Status = ConfigurationVersionStatus.Uploaded;
        configuration.SoftDeletedAt = null;
        configuration.UnusedSince = clock.GetUtcNow();
    }

    /// <summary>Its archive goes, once this is committed.</summary>
    public void DeleteForGood(ConfigurationVersion configuration)
    {
        configuration.Status = ConfigurationVersionStatus.BackingDataPermanentlyDeleted;
        configuration.SoftDeletedAt = null;
        db.UnwantedBlobs.Add(UnwantedBlob.Of(configuration.OrganizationId, BlobName.Configuration(configuration.Id)));
    }
}

/// <summary>What may keep the configurations of one workspace from being deleted.</summary>
/// <param name="Workspace">The workspace; null when it was deleted in the meantime, with all that it had.</param>
/// <param name="Needed">Those of its runs that are not over, of its current run, and of the newest run that was applied.</param>
internal sealed record KeptConfigurations(Workspace? Workspace, IReadOnlySet<ConfigurationVersionId> Needed)
{
    /// <summary>Why this one stays, or null.</summary>
    public Refusal? Why(ConfigurationVersion configuration) => Workspace switch
    {
        null => Refusal.NotFound($"configuration version {configuration.Id}"),
        _ when Workspace.CurrentConfigurationVersionId == configuration.Id => Refusal.Conflict("This is the workspace's current configuration, which is never deleted."),
        { HoldingRunId: { } run } => Refusal.Conflict($"The workspace is locked by run {run}; wait for it to end."),
        _ when Needed.Contains(configuration.Id) => Refusal.Conflict("A run that is not over, the workspace's current run or the last one that was applied has this configuration."),
        _ => null,
    };
}
