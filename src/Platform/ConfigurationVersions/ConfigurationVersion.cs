using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Workspaces.Retention;

namespace Platform.ConfigurationVersions;

/// <summary>One uploaded configuration of a workspace.</summary>
public sealed class ConfigurationVersion : ConcurrentEntity, IHasBackingData
{
    public required ConfigurationVersionId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required WorkspaceId WorkspaceId { get; init; }
    public ConfigurationVersionStatus Status { get; set; } = ConfigurationVersionStatus.Pending;

    /// <summary>Its runs only plan.</summary>
    public bool Speculative { get; init; }

    /// <summary>Does not become the workspace's current one until a run of it is applied.</summary>
    public bool Provisional { get; init; }

    /// <summary>The upload starts a run by itself.</summary>
    public bool AutoQueueRuns { get; init; }

    /// <summary>Where it came from, in the wire's words, for example <c>tfe-api</c>.</summary>
    public string Source { get; init; } = "tfe-api";

    /// <summary>One plain sentence when <see cref="ConfigurationVersionStatus.Errored"/>.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>Bytes of the archive as it was uploaded; null until then.</summary>
    public long? ArchiveSize { get; set; }

    public UserId? CreatedByUserId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the upload that is under way began; a second one is refused meanwhile.</summary>
    public DateTimeOffset? UploadStartedAt { get; set; }

    public DateTimeOffset? UploadedAt { get; set; }

    /// <summary>When another one took its place as the workspace's current one, or when its deleted archive was brought back; null otherwise.</summary>
    public DateTimeOffset? UnusedSince { get; set; }

    /// <summary>When its archive was deleted that can still be brought back; null in every other status.</summary>
    public DateTimeOffset? SoftDeletedAt { get; set; }

    BackingDataStatus? IHasBackingData.DataStatus
    {
        get => Status switch
        {
            ConfigurationVersionStatus.Uploaded => BackingDataStatus.Stored,
            ConfigurationVersionStatus.BackingDataSoftDeleted => BackingDataStatus.SoftDeleted,
            ConfigurationVersionStatus.BackingDataPermanentlyDeleted => BackingDataStatus.PermanentlyDeleted,
            _ => null,
        };
        set => Status = value switch
        {
            BackingDataStatus.SoftDeleted => ConfigurationVersionStatus.BackingDataSoftDeleted,
            BackingDataStatus.PermanentlyDeleted => ConfigurationVersionStatus.BackingDataPermanentlyDeleted,
            _ => ConfigurationVersionStatus.Uploaded,
        };
    }
}

/// <summary>Where a configuration version stands, in the wire's words.</summary>
public enum ConfigurationVersionStatus
{
    Pending,
    Uploaded,
    Errored,
    Archived,

    /// <summary>Its archive was deleted, and can still be brought back.</summary>
    BackingDataSoftDeleted,

    /// <summary>Its archive was deleted for good.</summary>
    BackingDataPermanentlyDeleted,
}
