using Microsoft.EntityFrameworkCore;
using Platform.Persistence;
using Platform.Scheduling.Maintenance;

namespace Platform.Audit;

/// <summary>Gives new entries their places in the chain. It runs beside those who write them, so that no change waits for another one's place.</summary>
internal sealed class SealEntries(PlatformDbContext db, AuditKey key, HeadNote note) : IMaintenanceTask
{
    private const int Batch = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var last = Batch;
        while (last == Batch)
        {
            last = await db.AuditEntries.AnyAsync(e => e.Sequence == null, cancellationToken) ? await SealAsync(cancellationToken) : 0;
        }
    }

    private async Task<int> SealAsync(CancellationToken cancellationToken)
    {
        var secret = await key.FindAsync(cancellationToken);
        AuditHead head = null!;
        var sealedNow = await db.InTransactionAsync<int>(
            async token =>
            {
                // Its revision makes sure that no other node seals meanwhile.
                head = await db.AuditHeads.FirstOrDefaultAsync(h => h.Id == AuditHead.OnlyId, token) ?? db.AuditHeads.Add(new AuditHead()).Entity;
                var waiting = await db.AuditEntries.Where(e => e.Sequence == null).OrderBy(e => e.At).ThenBy(e => e.Id).Take(Batch).ToListAsync(token);
                foreach (var entry in waiting)
                {
                    entry.Sequence = ++head.Sequence;
                    entry.Hash = head.Hash = EntryDigest.OfPlace(secret, head.Sequence, head.Hash, entry.Mac);
                }

                head.Mac = EntryDigest.OfHead(secret, head);
                return waiting.Count;
            },
            cancellationToken);
        db.ChangeTracker.Clear();
        if (sealedNow.Value > 0)
        {
            await note.WriteAsync(head.Sequence, head.Hash, cancellationToken);
        }

        return sealedNow.Value;
    }
}
