using Platform.Contracts.Ids;

namespace Platform.Secrets;

/// <summary>An organization's data key, wrapped by a master key (design.md §8).</summary>
public sealed class DataKey
{
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>Counts from 1; what was encrypted names the version it needs.</summary>
    public required int Version { get; init; }

    /// <summary>Which master key wrapped it.</summary>
    public required string MasterKeyId { get; set; }

    public required byte[] WrappedKey { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}
