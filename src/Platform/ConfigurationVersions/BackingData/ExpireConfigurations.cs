using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Contracts.Ids;
using Platform.Organizations.Retention;
using Platform.Persistence;
using Platform.Scheduling.Maintenance;
using Platform.Workspaces.Retention;

namespace Platform.ConfigurationVersions.BackingData;

/// <summary>Carries out the retention policies: deletes the archives of configurations that are too old and, when nobody brought them back in time, deletes them for good.</summary>
/// <remarks>
/// A configuration's age counts from the last of these: its upload, another one becoming the current one, the end of a run of it (see <c>ExpireStates</c> for why).
/// Each batch is a transaction, and what breaks off goes on at the next run.
/// </remarks>
internal sealed class ExpireConfigurations(
    PlatformDbContext db, RetentionRules rules, ConfigurationData data, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<ExpireConfigurations> log) : IMaintenanceTask
{
    private const int BatchSize = 100;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var rule in await rules.ListAsync(cancellationToken))
        {
            try
            {
                await DeleteOldAsync(rule, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One workspace may not keep the others from their turn.
                log.ConfigurationsNotDeleted(exception, rule.Workspace);
            }
        }

        await DeleteForGoodAsync(cancellationToken);
    }

    private async Task DeleteOldAsync(RetentionRule rule, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(rule.Days);

        // The time of creation says nothing new; it is what the index of a workspace's configurations is ordered by.
        var old = db.ConfigurationVersions
            .Where(c => c.WorkspaceId == rule.Workspace && c.Status == ConfigurationVersionStatus.Uploaded && c.CreatedAt < before)
            .Where(c => (c.UnusedSince ?? c.UploadedAt) < before && !db.Runs.Any(r => r.ConfigurationVersionId == c.Id && r.StatusChangedAt >= before))
            .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id);
        await InBatchesAsync(
            old,
            async (ids, inner) =>
            {
                if (!await rules.HoldsAsync(rule, inner))
                {
                    return [];
                }

                var kept = await data.KeptAsync(rule.Workspace, inner);
                var configurations = await db.ConfigurationVersions.Where(c => ids.Contains(c.Id) && c.Status == ConfigurationVersionStatus.Uploaded).ToListAsync(inner);
                configurations.RemoveAll(configuration => kept.Why(configuration) is not null);
                configurations.ForEach(data.Delete);
                return configurations.Select(configuration => configuration.Id).ToArray();
            },
            deleted => log.OldConfigurationsDeleted(deleted.Length, rule.Workspace, rule.Days, string.Join(' ', deleted)),
            cancellationToken);
    }

    private async Task DeleteForGoodAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(options.Value.GraceDays);
        var expired = db.ConfigurationVersions.Where(c => c.SoftDeletedAt < before).OrderBy(c => c.SoftDeletedAt).ThenBy(c => c.Id);
        await InBatchesAsync(
            expired,
            async (ids, inner) =>
            {
                var configurations = await db.ConfigurationVersions
                    .Where(c => ids.Contains(c.Id) && c.Status == ConfigurationVersionStatus.BackingDataSoftDeleted).ToListAsync(inner);
                var keeping = await rules.KeepingAsync([.. configurations.Select(configuration => configuration.WorkspaceId).Distinct()], inner);
                var gone = new List<ConfigurationVersionId>();
                foreach (var own in configurations.Where(configuration => !keeping.Contains(configuration.WorkspaceId)).GroupBy(configuration => configuration.WorkspaceId))
                {
                    var kept = await data.KeptAsync(own.Key, inner);
                    foreach (var configuration in own.Where(configuration => kept.Why(configuration) is null))
                    {
                        data.DeleteForGood(configuration);
                        gone.Add(configuration.Id);
                    }
                }

                return gone.ToArray();
            },
            gone => log.ConfigurationsDeletedForGood(gone.Length, options.Value.GraceDays, string.Join(' ', gone)),
            cancellationToken);
    }

    /// <summary>Takes a hundred at a time until there are no more; what must stay is passed over.</summary>
    private async Task InBatchesAsync(
        IQueryable<ConfigurationVersion> found,
        Func<IReadOnlyList<ConfigurationVersionId>, CancellationToken, Task<ConfigurationVersionId[]>> take,
        Action<ConfigurationVersionId[]> note,
        CancellationToken cancellationToken)
    {
        var stay = 0;
        while (await found.Skip(stay).Take(BatchSize).Select(c => c.Id).ToListAsync(cancellationToken) is { Count: > 0 } ids)
        {
            var taken = (await db.InTransactionAsync<ConfigurationVersionId[]>(async inner => await take(ids, inner), cancellationToken)).Value!;
            stay += ids.Count - taken.Length;
            if (taken.Length > 0)
            {
                note(taken);
            }
        }
    }
}
