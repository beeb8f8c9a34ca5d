using Microsoft.EntityFrameworkCore;
using Platform.Persistence;

namespace Platform.Audit;

/// <summary>What became of a check of the audit trail.</summary>
/// <param name="Right">How many entries were right, up to the first that is not.</param>
/// <param name="Waiting">How many are not sealed yet.</param>
/// <param name="Fault">What is wrong first, in one sentence; null for nothing.</param>
public sealed record TrailVerdict(long Right, long Waiting, string? Fault);

/// <summary>Walks the chain of the audit trail from its beginning, and finds what was altered, removed, put in or put elsewhere.</summary>
internal sealed class VerifyTrail(PlatformDbContext db, AuditKey key, HeadNote note)
{
    public async Task<TrailVerdict> ExecuteAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = await HeadAsync(cancellationToken);
            var verdict = await WalkAsync(head, cancellationToken);

            // Old entries may have been removed during the walk.
            if (verdict.Fault is null || (await HeadAsync(cancellationToken)).RemovedSequence == head.RemovedSequence)
            {
                return verdict;
            }
        }
    }

    private async Task<AuditHead> HeadAsync(CancellationToken cancellationToken) =>
        await db.AuditHeads.AsNoTracking().FirstOrDefaultAsync(h => h.Id == AuditHead.OnlyId, cancellationToken) ?? new AuditHead();

    private async Task<TrailVerdict> WalkAsync(AuditHead head, CancellationToken cancellationToken)
    {
        var secret = await key.FindAsync(cancellationToken);
        var (right, waiting) = (0L, 0L);
        if (head.Mac.Length > 0 && !EntryDigest.OfHead(secret, head).AsSpan().SequenceEqual(head.Mac))
        {
            return new TrailVerdict(0, 0, "The note of where the chain begins and ends was altered.");
        }

        var outside = await note.ReadAsync(cancellationToken);
        var (sequence, hash) = (head.RemovedSequence, head.RemovedHash);
        await foreach (var entry in db.AuditEntries.AsNoTracking().Where(e => e.Sequence != null).OrderBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (entry.Sequence <= head.RemovedSequence)
            {
                // Removed in the very moment, or put in where there is nothing any more.
                return new TrailVerdict(right, waiting, $"Entry {entry.Sequence} stands before the beginning of the chain, which is after {head.RemovedSequence}.");
            }

            if (entry.Sequence != sequence + 1)
            {
                return new TrailVerdict(right, waiting, Missing(sequence + 1, entry.Sequence!.Value - 1));
            }

            if (!EntryDigest.OfEntry(secret, entry).AsSpan().SequenceEqual(entry.Mac))
            {
                return new TrailVerdict(right, waiting, $"Entry {entry.Sequence} ({entry.Id}, {entry.At:O}) was altered, or was not written by the platform.");
            }

            if (!EntryDigest.OfPlace(secret, sequence + 1, hash, entry.Mac).AsSpan().SequenceEqual(entry.Hash))
            {
                return new TrailVerdict(right, waiting, $"Entry {entry.Sequence} ({entry.Id}, {entry.At:O}) is in the wrong place: it does not follow the one before it.");
            }

            (sequence, hash) = (entry.Sequence.Value, entry.Hash!);
            right++;
            if ((sequence == head.Sequence && !hash.AsSpan().SequenceEqual(head.Hash)) || (outside?.Sequence == sequence && !hash.AsSpan().SequenceEqual(outside.Value.Hash)))
            {
                return new TrailVerdict(right - 1, waiting, $"Entry {sequence} is not the one that the platform noted as the end of the chain.");
            }
        }

        if (sequence < head.Sequence || sequence < outside?.Sequence)
        {
            return new TrailVerdict(right, waiting, $"{Missing(sequence + 1, Math.Max(head.Sequence, outside?.Sequence ?? 0))} They were the last ones; restoring an older backup of the database looks the same.");
        }

        await foreach (var entry in db.AuditEntries.AsNoTracking().Where(e => e.Sequence == null).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (!EntryDigest.OfEntry(secret, entry).AsSpan().SequenceEqual(entry.Mac))
            {
                return new TrailVerdict(right, waiting, $"The entry {entry.Id} of {entry.At:O}, which is not sealed yet, was altered or was not written by the platform.");
            }

            waiting++;
        }

        return new TrailVerdict(right, waiting, null);
    }

    private static string Missing(long first, long last) => first == last ? $"Entry {first} is missing." : $"The entries {first} to {last} are missing.";
}
