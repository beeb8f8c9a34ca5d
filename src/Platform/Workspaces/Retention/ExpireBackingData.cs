using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Organizations.Retention;
using Platform.Persistence;
using Platform.Scheduling.Maintenance;

namespace Platform.Workspaces.Retention;

/// <summary>Carries out the retention policies: deletes the bytes of what is too old and, when nobody brought them back in time, deletes them for good.</summary>
/// <remarks>Each batch is a transaction, and what breaks off goes on at the next run.</remarks>
internal sealed class ExpireBackingData<T>(
    PlatformDbContext db, RetentionRules rules, BackingData<T> data, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<ExpireBackingData<T>> log) : IMaintenanceTask
    where T : class, IHasBackingData
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
                log.OldDataNotDeleted(exception, data.Name, rule.Workspace);
            }
        }

        await DeleteForGoodAsync(cancellationToken);
    }

    private Task DeleteOldAsync(RetentionRule rule, CancellationToken cancellationToken) => InBatchesAsync(
        data.OldSince(rule.Workspace, clock.GetUtcNow() - TimeSpan.FromDays(rule.Days)),
        async (batch, inner) =>
        {
            if (!await rules.HoldsAsync(rule, inner))
            {
                return [];
            }

            var why = await data.ReasonsToStayAsync(rule.Workspace, inner);
            var old = batch.Where(row => why(row) is null).ToList();
            old.ForEach(data.Delete);
            return old;
        },
        old => log.OldDataDeleted(old.Count, data.Name, rule.Workspace, rule.Days, Ids(old)),
        cancellationToken);

    private Task DeleteForGoodAsync(CancellationToken cancellationToken) => InBatchesAsync(
        data.SoftDeletedBefore(clock.GetUtcNow() - TimeSpan.FromDays(options.Value.GraceDays)),
        async (batch, inner) =>
        {
            var keeping = await rules.KeepingAsync([.. batch.Select(row => row.WorkspaceId).Distinct()], inner);
            var gone = new List<T>();
            foreach (var own in batch.Where(row => !keeping.Contains(row.WorkspaceId)).GroupBy(row => row.WorkspaceId))
            {
                var why = await data.ReasonsToStayAsync(own.Key, inner);
                foreach (var row in own.Where(row => why(row) is null))
                {
                    await data.DeleteForGoodAsync(row, inner);
                    gone.Add(row);
                }
            }

            return gone;
        },
        gone => log.OldDataDeletedForGood(gone.Count, data.Name, options.Value.GraceDays, Ids(gone)),
        cancellationToken);

    /// <summary>Takes a hundred at a time until there are no more; what must stay is passed over.</summary>
    private async Task InBatchesAsync(
        IQueryable<T> found, Func<IReadOnlyList<T>, CancellationToken, Task<List<T>>> take, Action<IReadOnlyList<T>> note, CancellationToken cancellationToken)
    {
        var (seen, stay) = (1, 0);
        while (seen > 0)
        {
            var passed = stay;
            var (batch, taken) = (await db.InTransactionAsync<(int, List<T>)>(
                async inner =>
                {
                    var rows = await found.Skip(passed).Take(BatchSize).ToListAsync(inner);
                    return (rows.Count, rows.Count == 0 ? [] : await take(rows, inner));
                },
                cancellationToken)).Value;
            seen = batch;
            stay += batch - taken.Count;
            if (taken.Count > 0)
            {
                note(taken);
            }
        }
    }

    private string Ids(IEnumerable<T> rows) => string.Join(' ', rows.Select(data.IdOf));
}
