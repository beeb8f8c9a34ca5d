using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Audit;

/// <summary>How changes of one kind of row read in the audit trail.</summary>
/// <param name="ResourceType">What the thing is called there.</param>
internal sealed record AuditedEntity(string ResourceType)
{
    /// <summary>Properties that are no decision of anybody: counters, hashes, what the platform keeps for itself.</summary>
    public FrozenSet<string> LeftOut { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Properties of which only is said that they changed. Bytes always are such.</summary>
    public FrozenSet<string> Secret { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Whether this change is recorded at all; null: every one.</summary>
    public Func<EntityEntry, bool>? When { get; init; }

    /// <summary>The verb; null, and where it answers null: create, update or destroy.</summary>
    public Func<EntityEntry, string?>? Action { get; init; }

    /// <summary>Whether the change says that something was refused, and why.</summary>
    public Func<EntityEntry, string?>? Refusal { get; init; }

    /// <summary>The property that holds the thing's id; null: the key.</summary>
    public string? IdProperty { get; init; }

    /// <summary>Where a thing is that does not say it itself.</summary>
    public Func<PlatformDbContext, EntityEntry, CancellationToken, Task<ActPlace>>? FindPlace { get; init; }

    public ValueTask<ActPlace> PlaceAsync(PlatformDbContext db, EntityEntry entry, CancellationToken cancellationToken) =>
        FindPlace is null
            ? ValueTask.FromResult(new ActPlace(Value<OrganizationId>(entry, "OrganizationId"), Value<ProjectId>(entry, "ProjectId"), Value<WorkspaceId>(entry, "WorkspaceId")))
            : new ValueTask<ActPlace>(FindPlace(db, entry, cancellationToken));

    public string? IdOf(EntityEntry entry)
    {
        var names = IdProperty is { } one ? [one] : entry.Metadata.FindPrimaryKey()!.Properties.Select(property => property.Name);
        return string.Join(' ', names.Select(name => entry.Property(name).CurrentValue).Select(value => value is byte[] ? "" : value?.ToString()));
    }

    internal static T? Value<T>(EntityEntry entry, string property)
        where T : struct => entry.Metadata.FindProperty(property) is null ? null : entry.Property(property).CurrentValue as T?;
}
