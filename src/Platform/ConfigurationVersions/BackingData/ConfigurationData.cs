using Microsoft.EntityFrameworkCore;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;
using Platform.Workspaces.Retention;

namespace Platform.ConfigurationVersions.BackingData;

/// <summary>What is special to configurations: which are old, and which stay.</summary>
/// <remarks>A configuration's age counts from the last of these: its upload, another one becoming the current one, the end of a run of it (see <c>StateData</c> for why).</remarks>
internal sealed class ConfigurationData(PlatformDbContext db, FindConfigurationVersion find, TimeProvider clock) : BackingData<ConfigurationVersion>(clock)
{
    public override string Name => "configuration";

    public override string NameOfStored => "an uploaded configuration";

    public override string IdOf(ConfigurationVersion row) => row.Id.Value;

    public override string Describe(ConfigurationVersion row) => row.Status switch
    {
        ConfigurationVersionStatus.Pending => "not uploaded yet",
        ConfigurationVersionStatus.Uploaded => "not deleted",
        ConfigurationVersionStatus.Errored => "not usable",
        ConfigurationVersionStatus.Archived => "archived",
        ConfigurationVersionStatus.BackingDataSoftDeleted => "deleted already",
        ConfigurationVersionStatus.BackingDataPermanentlyDeleted => "deleted for good",
    };

    /// <summary>The row itself, for a caller who may see it.</summary>
    public async Task<Result<ConfigurationVersion>> FindAsync(ConfigurationVersionId id, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(id, cancellationToken)).Map(details => details.Configuration);

    // The time of creation says nothing new; it is what the index of a workspace's configurations is ordered by.
    public override IQueryable<ConfigurationVersion> OldSince(WorkspaceId workspace, DateTimeOffset before) => db.ConfigurationVersions
        .Where(c => c.WorkspaceId == workspace && c.Status == ConfigurationVersionStatus.Uploaded && c.CreatedAt < before)
        .Where(c => (c.UnusedSince ?? c.UploadedAt) < before && !db.Runs.Any(r => r.ConfigurationVersionId == c.Id && r.StatusChangedAt >= before))
        .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id);

    public override IQueryable<ConfigurationVersion> SoftDeletedBefore(DateTimeOffset before) =>
        db.ConfigurationVersions.Where(c => c.SoftDeletedAt < before).OrderBy(c => c.SoftDeletedAt).ThenBy(c => c.Id);

    /// <remarks>Those of its runs that are not over, of its current run, and of the newest run that was applied stay.</remarks>
    public override async Task<Func<ConfigurationVersion, Refusal?>> ReasonsToStayAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        var own = await db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.Id == workspace, cancellationToken);
        var currentRun = own?.CurrentRunId;
        HashSet<ConfigurationVersionId> needed =
        [
            .. await db.Runs.Where(r => r.WorkspaceId == workspace && RunEnds.Unfinished.Contains(r.Status)).Select(r => r.ConfigurationVersionId).Distinct().ToListAsync(cancellationToken),
            .. await db.Runs.Where(r => r.Id == currentRun).Select(r => r.ConfigurationVersionId).ToListAsync(cancellationToken),
            .. await db.Runs.Where(r => r.WorkspaceId == workspace && r.Status == RunStatus.Applied)
                .OrderByDescending(r => r.CreatedAt).Take(1).Select(r => r.ConfigurationVersionId).ToListAsync(cancellationToken),
        ];
        return configuration => Why(configuration, own, needed);
    }

    protected override Task FreeAsync(ConfigurationVersion row, CancellationToken cancellationToken)
    {
        db.UnwantedBlobs.Add(UnwantedBlob.Of(row.OrganizationId, BlobName.Configuration(row.Id)));
        return Task.CompletedTask;
    }

    private static Refusal? Why(ConfigurationVersion configuration, Workspace? workspace, HashSet<ConfigurationVersionId> needed) => workspace switch
    {
        // It was deleted in the meantime, with all that it had.
        null => Refusal.NotFound($"configuration version {configuration.Id}"),
        _ when workspace.CurrentConfigurationVersionId == configuration.Id => Refusal.Conflict("This is the workspace's current configuration, which is never deleted."),
        { HoldingRunId: { } run } => Refusal.Conflict($"The workspace is locked by run {run}; wait for it to end."),
        _ when needed.Contains(configuration.Id) => Refusal.Conflict("A run that is not over, the workspace's current run or the last one that was applied has this configuration."),
        _ => null,
    };
}
