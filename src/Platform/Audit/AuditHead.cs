using Platform.Persistence;

namespace Platform.Audit;

/// <summary>Where the chain of the audit trail ends, and where it begins since old entries were removed. There is one row.</summary>
public sealed class AuditHead : ConcurrentEntity
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    /// <summary>The place of the last sealed entry; 0 for none.</summary>
    public long Sequence { get; internal set; }

    /// <summary>That entry's hash.</summary>
    public byte[] Hash { get; internal set; } = [];

    /// <summary>The place of the last entry that was removed because it was old; 0 for none. The database lets only these go.</summary>
    public long RemovedSequence { get; internal set; }

    /// <summary>That entry's hash, on which the first remaining one follows.</summary>
    public byte[] RemovedHash { get; internal set; } = [];

    /// <summary>Says that all of the above is what was written, with the audit key.</summary>
    public byte[] Mac { get; internal set; } = [];
}
