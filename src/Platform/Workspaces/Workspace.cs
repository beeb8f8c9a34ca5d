using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Organizations;
using Platform.Organizations.Retention;
using Platform.Persistence;

namespace Platform.Workspaces;

/// <summary>One state, its variables, and the runs that change it, one at a time.</summary>
public sealed class Workspace : ConcurrentEntity, IRetentionTarget
{
    public required WorkspaceId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; set; }

    /// <summary>Letters, digits, dashes and underscores, up to 90 of them, unique in the organization without regard to case.</summary>
    public required string Name { get; set; }

    /// <summary><see cref="Name"/> in lower case, which is how it is looked up.</summary>
    public required string NormalizedName { get; set; }

    public string Description { get; set; } = "";

    /// <summary>Where it runs, when <see cref="OverwritesExecutionMode"/> says that it decides this itself.</summary>
    public ExecutionMode ExecutionMode { get; set; } = ExecutionMode.Remote;

    /// <summary>Whether it runs where it says; otherwise where its project or the organization says.</summary>
    public bool OverwritesExecutionMode { get; set; }

    public ToolName Tool { get; set; } = ToolName.Terraform;

    /// <summary>The engine's version or constraint; <c>latest</c> or empty: the newest found. It is <see cref="Tool"/>'s version, whatever the attribute is called on the wire.</summary>
    public string ToolVersion { get; set; } = "latest";

    public string WorkingDirectory { get; set; } = "";
    public bool AutoApply { get; set; }
    public bool AllowDestroyPlan { get; set; } = true;
    public bool QueueAllRuns { get; set; }
    public bool SpeculativeEnabled { get; set; } = true;

    /// <summary>Runs of every workspace of the organization may read its state.</summary>
    public bool GlobalRemoteState { get; set; }

    /// <summary>Runs of every workspace of its project may read its state.</summary>
    public bool ProjectRemoteState { get; set; }

    public bool StructuredRunOutputEnabled { get; set; } = true;

    /// <summary>For a repository's pushes: whether only those count that change a file below <see cref="TriggerPrefixes"/> or like <see cref="TriggerPatterns"/>.</summary>
    public bool FileTriggersEnabled { get; set; } = true;

    public List<string>? TriggerPrefixes { get; set; }
    public List<string>? TriggerPatterns { get; set; }

    /// <summary>Whether a run that another workspace's apply starts is applied by itself.</summary>
    public bool AutoApplyRunTrigger { get; set; }

    /// <summary>What made the workspace, in its own words.</summary>
    public string? SourceName { get; set; }

    /// <summary>Where to read about what made it.</summary>
    public string? SourceUrl { get; set; }

    /// <summary>The run that holds the workspace, or null. While set, the lock is the run's.</summary>
    public RunId? HoldingRunId { get; set; }

    /// <summary>The run that the wire calls current: the holder, else the first that waits, else the last that finished.</summary>
    public RunId? CurrentRunId { get; set; }

    /// <summary>Who locked it by hand, or null.</summary>
    public UserId? LockedByUserId { get; set; }

    public string? LockReason { get; set; }
    public DateTimeOffset? LockedAt { get; set; }

    /// <summary>What a client of the <c>http</c> backend said when it locked the workspace, as JSON; null for every other lock.</summary>
    public string? LockInfo { get; set; }

    public StateVersionId? CurrentStateVersionId { get; set; }
    public ConfigurationVersionId? CurrentConfigurationVersionId { get; set; }

    /// <summary>Managed resources in the current state.</summary>
    public int ResourceCount { get; set; }

    /// <inheritdoc cref="IRetentionTarget.RetentionPolicyId"/>
    public DataRetentionPolicyId? RetentionPolicyId { get; set; }

    /// <inheritdoc cref="IRetentionTarget.RetentionDays"/>
    public int? RetentionDays { get; set; }

    /// <summary>How many runs ended, in any way.</summary>
    public int EndedRuns { get; set; }

    /// <summary>How many runs ended with an error.</summary>
    public int FailedRuns { get; set; }

    /// <summary>How many plans finished, and how long they took together.</summary>
    public int FinishedPlans { get; set; }

    public long PlanMilliseconds { get; set; }

    /// <summary>How many applies finished, and how long they took together.</summary>
    public int FinishedApplies { get; set; }

    public long ApplyMilliseconds { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    public bool IsLocked => HoldingRunId is not null || LockedByUserId is not null;
}
