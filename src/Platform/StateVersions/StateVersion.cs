using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Workspaces.Retention;

namespace Platform.StateVersions;

/// <summary>One state of a workspace, with the bytes as they were received.</summary>
public sealed class StateVersion : ConcurrentEntity, IHasBackingData
{
    public required StateVersionId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required WorkspaceId WorkspaceId { get; init; }
    public StateVersionStatus Status { get; set; } = StateVersionStatus.Pending;
    public required long Serial { get; init; }

    /// <summary>As the client declared it; null when it declared none and the bytes are not here yet.</summary>
    public string? Lineage { get; set; }

    /// <summary>Lower-case hex MD5 of the bytes, as declared by the client and checked on upload.</summary>
    public required string Md5 { get; init; }

    /// <summary>The caller asked to pass over the rules of serial and lineage.</summary>
    public bool Forced { get; init; }

    /// <summary>Bytes of the state; null until it is uploaded.</summary>
    public long? Size { get; set; }

    /// <summary>A JSON form of the state was uploaded beside it.</summary>
    public bool HasJson { get; set; }

    /// <summary>Version of the engine that wrote it, from the state itself.</summary>
    public string? ToolVersion { get; set; }

    /// <summary>Format version of the state file, 4 for all current engines.</summary>
    public int? FormatVersion { get; set; }

    /// <summary>What the wire's <c>modules</c>, <c>providers</c> and <c>resources</c> attributes say, as JSON (<see cref="ResourceSummary"/>).</summary>
    public string ResourcesJson { get; set; } = "{}";

    /// <summary>Outputs as the client declared them (JSON), encrypted, until the bytes are here: an encrypted state does not show its own.</summary>
    public byte[]? DeclaredOutputs { get; set; }

    public RunId? RunId { get; init; }
    public UserId? CreatedByUserId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinalizedAt { get; set; }

    /// <summary>Since when it gets old: when another one replaced it, or when its deleted bytes were brought back. Null for the current one.</summary>
    public DateTimeOffset? UnusedSince { get; set; }

    /// <summary>When its bytes were deleted that can still be brought back; null in every other status.</summary>
    public DateTimeOffset? SoftDeletedAt { get; set; }

    /// <summary>Its bytes are here and can be read.</summary>
    public bool IsStored => Status is StateVersionStatus.Finalized or StateVersionStatus.Parked;

    /// <summary>Its bytes were here and can be read no more, or not for now.</summary>
    public bool IsDeleted => Status is StateVersionStatus.BackingDataSoftDeleted or StateVersionStatus.BackingDataPermanentlyDeleted;

    BackingDataStatus? IHasBackingData.DataStatus
    {
        get => Status switch
        {
            StateVersionStatus.Finalized => BackingDataStatus.Stored,
            StateVersionStatus.BackingDataSoftDeleted => BackingDataStatus.SoftDeleted,
            StateVersionStatus.BackingDataPermanentlyDeleted => BackingDataStatus.PermanentlyDeleted,
            _ => null,
        };
        set => Status = value switch
        {
            BackingDataStatus.SoftDeleted => StateVersionStatus.BackingDataSoftDeleted,
            BackingDataStatus.PermanentlyDeleted => StateVersionStatus.BackingDataPermanentlyDeleted,
            _ => StateVersionStatus.Finalized,
        };
    }
}

/// <summary>Where a state version stands, in the wire's words.</summary>
public enum StateVersionStatus
{
    /// <summary>Announced, bytes not here yet. Never the current one.</summary>
    Pending,
    Finalized,

    /// <summary>Another one came before its bytes did.</summary>
    Discarded,

    /// <summary>It came from an agent that had been given up: kept beside the current one until somebody makes it current.</summary>
    Parked,

    /// <summary>Its bytes were deleted, and can still be brought back.</summary>
    BackingDataSoftDeleted,

    /// <summary>Its bytes were deleted for good.</summary>
    BackingDataPermanentlyDeleted,
}
