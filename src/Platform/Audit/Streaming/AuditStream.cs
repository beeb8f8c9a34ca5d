using Platform.Persistence;

namespace Platform.Audit.Streaming;

/// <summary>How far the trail was sent to one place.</summary>
public sealed class AuditStream : ConcurrentEntity
{
    public const int LongestName = 40;

    public required string Name { get; init; }

    /// <summary>The place in the chain of the last entry that arrived there; 0 for none.</summary>
    public long Sequence { get; internal set; }
}
