using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Persistence;

namespace Platform.Audit;

/// <summary>Writes an entry of the audit trail for each changed row, in the save that changes it: there is no change without its entry, and no entry without its change.</summary>
/// <remarks>What a statement changes past the tracker is not seen; a test lists those statements, each with why that is no loss.</remarks>
internal sealed class RecordChanges(NewEntry entries) : IChangeRecorder
{
    public async ValueTask<IReadOnlyList<object>> RecordAsync(PlatformDbContext db, CancellationToken cancellationToken)
    {
        List<object>? recorded = null;
        foreach (var entry in db.ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList())
        {
            if (AuditedEntities.All.TryGetValue(entry.Metadata.ClrType, out var audited) && await OfAsync(db, entry, audited, cancellationToken) is { } act)
            {
                var row = await entries.OfAsync(act, cancellationToken);
                db.AuditEntries.Add(row);
                (recorded ??= []).Add(row);
            }
        }

        return recorded ?? (IReadOnlyList<object>)[];
    }

    private static async ValueTask<Act?> OfAsync(PlatformDbContext db, EntityEntry entry, AuditedEntity audited, CancellationToken cancellationToken)
    {
        if (audited.When?.Invoke(entry) == false)
        {
            return null;
        }

        var refusal = audited.Refusal?.Invoke(entry);
        var changes = EntityChanges.Of(entry, audited);
        if (changes is null && refusal is null && entry.State == EntityState.Modified)
        {
            return null;
        }

        var action = audited.Action?.Invoke(entry) ?? entry.State switch
        {
            EntityState.Added => "create",
            EntityState.Deleted => "destroy",
            _ => "update",
        };
        return new Act(action, audited.ResourceType, audited.IdOf(entry), await audited.PlaceAsync(db, entry, cancellationToken))
        {
            Changes = changes,
            Outcome = refusal is null ? AuditOutcome.Done : AuditOutcome.Refused,
            Reason = refusal,
        };
    }
}
