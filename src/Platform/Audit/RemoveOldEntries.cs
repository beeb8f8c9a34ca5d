using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Persistence;
using Platform.Results;
using Platform.Scheduling.Maintenance;

namespace Platform.Audit;

/// <summary>Removes entries that are older than the setting allows, from the beginning of the chain. The place where it begins from then on is noted first, so that the rest still holds.</summary>
internal sealed class RemoveOldEntries(PlatformDbContext db, AuditKey key, IOptions<AuditOptions> options, TimeProvider clock, ILogger<RemoveOldEntries> log) : IMaintenanceTask
{
    private const int Batch = 1000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.Value.RetentionDays is not { } days)
        {
            return;
        }

        var before = clock.GetUtcNow().ToUniversalTime().AddDays(-days);
        int removed;
        do
        {
            removed = (await db.InTransactionAsync<int>(token => RemoveAsync(before, token), cancellationToken)).Value;
            if (removed > 0)
            {
                log.OldEntriesRemoved(removed, days);
            }
        }
        while (removed == Batch);
    }

    private async Task<Result<int>> RemoveAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var head = await db.AuditHeads.FirstOrDefaultAsync(h => h.Id == AuditHead.OnlyId, cancellationToken);
        var oldest = await db.AuditEntries.AsNoTracking().Where(e => e.Sequence != null).OrderBy(e => e.Sequence).Take(Batch)
            .Select(e => new { e.Sequence, e.At, e.Hash }).ToListAsync(cancellationToken);
        var gone = oldest.TakeWhile(e => e.At < before).ToList();
        if (head is null || gone.Count == 0)
        {
            return 0;
        }

        (head.RemovedSequence, head.RemovedHash) = (gone[^1].Sequence!.Value, gone[^1].Hash!);
        head.Mac = EntryDigest.OfHead(await key.FindAsync(cancellationToken), head);
        // The database lets only those go that are noted.
        await db.SaveChangesAsync(cancellationToken);
        await db.AuditEntries.Where(e => e.Sequence <= head.RemovedSequence).ExecuteDeleteAsync(cancellationToken);
        return gone.Count;
    }
}
