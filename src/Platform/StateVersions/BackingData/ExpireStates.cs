using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Contracts.Ids;
using Platform.Organizations.Retention;
using Platform.Persistence;
using Platform.Scheduling.Maintenance;
using Platform.Workspaces.Retention;

namespace Platform.StateVersions.BackingData;

/// <summary>Carries out the retention policies: deletes the bytes of states that are too old and, when nobody brought them back in time, deletes them for good.</summary>
/// <remarks>
/// A state's age counts from when another one replaced it. TFE says only "older than": counted from when it was made, the state that a quiet workspace
/// had for a year would go on the day after it changed, which is when it is missed. Each batch is a transaction, and what breaks off goes on at the next run.
/// </remarks>
internal sealed class ExpireStates(
    PlatformDbContext db, RetentionRules rules, StateData data, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<ExpireStates> log) : IMaintenanceTask
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
                log.StatesNotDeleted(exception, rule.Workspace);
            }
        }

        await DeleteForGoodAsync(cancellationToken);
    }

    private async Task DeleteOldAsync(RetentionRule rule, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(rule.Days);

        // The time of creation says nothing new; it is what the index of a workspace's states is ordered by.
        var old = db.StateVersions
            .Where(s => s.WorkspaceId == rule.Workspace && s.Status == StateVersionStatus.Finalized && s.CreatedAt < before && s.UnusedSince < before)
            .OrderBy(s => s.CreatedAt).ThenBy(s => s.Id);
        await InBatchesAsync(
            old,
            async (ids, inner) =>
            {
                if (!await rules.HoldsAsync(rule, inner))
                {
                    return [];
                }

                var kept = await data.KeptAsync(rule.Workspace, inner);
                var versions = await db.StateVersions.Where(s => ids.Contains(s.Id) && s.Status == StateVersionStatus.Finalized).ToListAsync(inner);
                versions.RemoveAll(version => kept.Why(version) is not null);
                versions.ForEach(data.Delete);
                return versions.Select(version => version.Id).ToArray();
            },
            deleted => log.OldStatesDeleted(deleted.Length, rule.Workspace, rule.Days, string.Join(' ', deleted)),
            cancellationToken);
    }

    private async Task DeleteForGoodAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(options.Value.GraceDays);
        var expired = db.StateVersions.Where(s => s.SoftDeletedAt < before).OrderBy(s => s.SoftDeletedAt).ThenBy(s => s.Id);
        await InBatchesAsync(
            expired,
            async (ids, inner) =>
            {
                var versions = await db.StateVersions.Where(s => ids.Contains(s.Id) && s.Status == StateVersionStatus.BackingDataSoftDeleted).ToListAsync(inner);
                var keeping = await rules.KeepingAsync([.. versions.Select(version => version.WorkspaceId).Distinct()], inner);
                var gone = new List<StateVersionId>();
                foreach (var own in versions.Where(version => !keeping.Contains(version.WorkspaceId)).GroupBy(version => version.WorkspaceId))
                {
                    var kept = await data.KeptAsync(own.Key, inner);
                    foreach (var version in own.Where(version => kept.Why(version) is null))
                    {
                        await data.DeleteForGoodAsync(version, inner);
                        gone.Add(version.Id);
                    }
                }

                return gone.ToArray();
            },
            gone => log.StatesDeletedForGood(gone.Length, options.Value.GraceDays, string.Join(' ', gone)),
            cancellationToken);
    }

    /// <summary>Takes a hundred at a time until there are no more; what must stay is passed over.</summary>
    private async Task InBatchesAsync(
        IQueryable<StateVersion> found,
        Func<IReadOnlyList<StateVersionId>, CancellationToken, Task<StateVersionId[]>> take,
        Action<StateVersionId[]> note,
        CancellationToken cancellationToken)
    {
        var stay = 0;
        while (await found.Skip(stay).Take(BatchSize).Select(s => s.Id).ToListAsync(cancellationToken) is { Count: > 0 } ids)
        {
            var taken = (await db.InTransactionAsync<StateVersionId[]>(async inner => await take(ids, inner), cancellationToken)).Value!;
            stay += ids.Count - taken.Length;
            if (taken.Length > 0)
            {
                note(taken);
            }
        }
    }
}
