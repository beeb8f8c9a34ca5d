using Platform.Contracts.Ids;

namespace Platform.Workspaces.Retention;

/// <summary>Something of a workspace whose bytes can be deleted without it, and be brought back for a while: a state, a configuration.</summary>
internal interface IHasBackingData
{
    OrganizationId OrganizationId { get; }
    WorkspaceId WorkspaceId { get; }

    /// <summary>Where its bytes are; null while it has none, or none that anybody may delete.</summary>
    BackingDataStatus? DataStatus { get; set; }

    /// <summary>Since when it gets old.</summary>
    DateTimeOffset? UnusedSince { get; set; }

    /// <summary>When its bytes were deleted that can still be brought back; null otherwise.</summary>
    DateTimeOffset? SoftDeletedAt { get; set; }
}

/// <summary>Where the bytes of something are.</summary>
internal enum BackingDataStatus
{
    Stored,

    /// <summary>Nobody can read them, but they can be brought back.</summary>
    SoftDeleted,

    PermanentlyDeleted,
}
