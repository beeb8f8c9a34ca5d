using System.Collections.Frozen;
using Platform.Access;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Organizations.Retention;
using Platform.Workspaces.Inclusions;

namespace Platform.Workspaces;

/// <summary>How a workspace reads on the wire (protocol.md §4.0, §11.3).</summary>
internal static class WorkspaceDocument
{
    public const string Type = "workspaces";

    /// <summary>Writes it.</summary>
    /// <param name="details">The workspace.</param>
    /// <param name="included">What stands beside it: relations to many name what is there, and only then.</param>
    public static Resource Of(WorkspaceDetails details, WorkspaceInclusions.Included? included = null)
    {
        var workspace = details.Workspace;
        var relationships = Relationships(workspace, details);
        foreach (var (relation, resources) in included?.Many ?? [])
        {
            var ids = resources[workspace.Id].Select(resource => resource.Id);
            relationships[relation.Name] = relation.IsToOne ? Relationship.ToOne(relation.Type, ids.FirstOrDefault()) : Relationship.ToMany(relation.Type, ids);
        }

        return new Resource(workspace.Id.Value, Type, Attributes(details), relationships, new Dictionary<string, string>
        {
            ["self"] = $"/api/v2/organizations/{details.OrganizationName}/workspaces/{workspace.Name}",
        });
    }

    private static WorkspaceAttributes Attributes(WorkspaceDetails details)
    {
        var workspace = details.Workspace;
        return new WorkspaceAttributes
        {
            Name = workspace.Name,
            Description = workspace.Description,
            Environment = "default",
            ExecutionMode = details.ExecutionMode,
            Operations = details.ExecutionMode != ExecutionMode.Local,
            SettingOverwrites = new SettingOverwrites(workspace.OverwritesExecutionMode, AgentPool: workspace.OverwritesExecutionMode),
            Tool = workspace.Tool,
            TerraformVersion = workspace.ToolVersion,
            WorkingDirectory = workspace.WorkingDirectory,
            AutoApply = workspace.AutoApply,
            AllowDestroyPlan = workspace.AllowDestroyPlan,
            CanQueueDestroyPlan = workspace.AllowDestroyPlan && details.Permissions.Contains(Permission.QueueApplies),
            QueueAllRuns = workspace.QueueAllRuns,
            SpeculativeEnabled = workspace.SpeculativeEnabled,
            ProjectRemoteState = workspace.ProjectRemoteState,
            GlobalRemoteState = workspace.GlobalRemoteState,
            StructuredRunOutputEnabled = workspace.StructuredRunOutputEnabled,
            Locked = details.LockingRun is not null || workspace.LockedByUserId is not null,
            LockedReason = workspace.LockReason ?? "",
            ResourceCount = workspace.ResourceCount,
            TagNames = [.. details.Tags.Select(tag => tag.Key)],
            CreatedAt = workspace.CreatedAt,
            UpdatedAt = workspace.UpdatedAt,
            LatestChangeAt = workspace.UpdatedAt,
            AutoApplyRunTrigger = workspace.AutoApplyRunTrigger,
            FileTriggersEnabled = workspace.FileTriggersEnabled,
            TriggerPrefixes = workspace.TriggerPrefixes ?? [],
            TriggerPatterns = workspace.TriggerPatterns ?? [],
            SourceName = workspace.SourceName,
            SourceUrl = workspace.SourceUrl,
            PlanDurationAverage = Average(workspace.PlanMilliseconds, workspace.FinishedPlans),
            ApplyDurationAverage = Average(workspace.ApplyMilliseconds, workspace.FinishedApplies),
            RunFailures = workspace.FailedRuns,
            WorkspaceKpisRunsCount = workspace.EndedRuns,
            Permissions = WorkspacePermissions.Of(details.Permissions),
            Actions = new WorkspaceActions(!workspace.IsLocked),
        };
    }

    private static long? Average(long milliseconds, int count) => count == 0 ? null : milliseconds / count;

    private static Dictionary<string, Relationship> Relationships(Workspace workspace, WorkspaceDetails details) => new()
    {
        ["organization"] = Relationship.ToOne("organizations", details.OrganizationName),
        ["project"] = Relationship.ToOne("projects", workspace.ProjectId.Value),
        ["current-run"] = Relationship.ToOne("runs", workspace.CurrentRunId?.Value),
        ["current-state-version"] = Relationship.ToOne("state-versions", workspace.CurrentStateVersionId?.Value),
        ["current-configuration-version"] = Relationship.ToOne("configuration-versions", workspace.CurrentConfigurationVersionId?.Value),
        ["locked-by"] = details.LockingRun is { } run ? Relationship.ToOne("runs", run.Value) : Relationship.ToOne("users", workspace.LockedByUserId?.Value),
        ["agent-pool"] = Relationship.Nothing,
        ["ssh-key"] = Relationship.Nothing,
        ["outputs"] = Relationship.Link($"/api/v2/workspaces/{workspace.Id}/current-state-version-outputs"),
        ["vars"] = Relationship.Link($"/api/v2/workspaces/{workspace.Id}/vars"),
        ["tag-bindings"] = Relationship.Link($"/api/v2/workspaces/{workspace.Id}/tag-bindings"),
        ["remote-state-consumers"] = Relationship.Link($"/api/v2/workspaces/{workspace.Id}/relationships/remote-state-consumers"),
        [DataRetentionPolicyDocument.Relation] = DataRetentionPolicyDocument.RelationOf(workspace, $"/api/v2/workspaces/{workspace.Id}"),
        ["effective-tag-bindings"] = Relationship.Link($"/api/v2/workspaces/{workspace.Id}/effective-tag-bindings"),
    };
}

[ResourceType("workspaces")]
internal sealed record WorkspaceAttributes
{
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required string Environment { get; init; }
    public required ExecutionMode ExecutionMode { get; init; }
    public required bool Operations { get; init; }
    public required ToolName Tool { get; init; }
    public required string TerraformVersion { get; init; }
    public required string WorkingDirectory { get; init; }
    public required bool AutoApply { get; init; }
    public required bool AllowDestroyPlan { get; init; }
    public required bool CanQueueDestroyPlan { get; init; }
    public required bool QueueAllRuns { get; init; }
    public required bool SpeculativeEnabled { get; init; }
    public required bool ProjectRemoteState { get; init; }
    public required bool GlobalRemoteState { get; init; }
    public required bool StructuredRunOutputEnabled { get; init; }
    public required bool Locked { get; init; }
    public required string LockedReason { get; init; }
    public required int ResourceCount { get; init; }
    public required IReadOnlyList<string> TagNames { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required DateTimeOffset LatestChangeAt { get; init; }
    public required bool AutoApplyRunTrigger { get; init; }
    public required bool FileTriggersEnabled { get; init; }
    public required IReadOnlyList<string> TriggerPrefixes { get; init; }
    public required IReadOnlyList<string> TriggerPatterns { get; init; }
    public required string? SourceName { get; init; }
    public required string? SourceUrl { get; init; }

    /// <summary>In milliseconds, over all plans that finished; null while there is none.</summary>
    public required long? PlanDurationAverage { get; init; }

    public required long? ApplyDurationAverage { get; init; }
    public required int RunFailures { get; init; }
    public required int WorkspaceKpisRunsCount { get; init; }
    public required WorkspacePermissions Permissions { get; init; }
    public required WorkspaceActions Actions { get; init; }
    public string Source => "tfe-api";

    /// <summary>A non-null repository makes the CLI refuse to apply.</summary>
    public object? VcsRepo => null;

    public string? VcsRepoIdentifier => null;
    public string? AgentPoolId => null;
    public bool AssessmentsEnabled => false;
    public DateTimeOffset? LastAssessmentResultAt => null;
    public DateTimeOffset? AutoDestroyAt => null;
    public string? AutoDestroyActivityDuration => null;
    public bool InheritsProjectAutoDestroy => false;
    public string? MigrationEnvironment => null;
    public int PolicyCheckFailures => 0;
    public int UnarchivedWorkspaceChangeRequestsCount => 0;
    public bool NoCodeUpgradeAvailable => false;

    /// <summary>What the workspace says itself. An agent pool goes with the execution mode.</summary>
    public required SettingOverwrites SettingOverwrites { get; init; }
}

internal sealed record SettingOverwrites(bool ExecutionMode, bool AgentPool);

internal sealed record WorkspaceActions(bool IsDestroyable);

/// <summary>Without it the CLI crashes in plan and apply (protocol.md §12.1).</summary>
internal sealed record WorkspacePermissions
{
    private readonly FrozenSet<Permission> _permissions;

    private WorkspacePermissions(FrozenSet<Permission> permissions) => _permissions = permissions;

    public bool CanUpdate => Has(Permission.UpdateWorkspace);
    public bool CanDestroy => Has(Permission.DeleteWorkspace);

    /// <summary>Its presence tells the CLI to delete safely.</summary>
    public bool CanForceDelete => Has(Permission.DeleteWorkspace);

    public bool CanQueueRun => Has(Permission.QueuePlans);
    public bool CanQueueApply => Has(Permission.QueueApplies);
    public bool CanQueueDestroy => Has(Permission.QueueApplies);
    public bool CanLock => Has(Permission.LockWorkspace);
    public bool CanUnlock => Has(Permission.LockWorkspace);
    public bool CanForceUnlock => Has(Permission.ForceUnlockWorkspace);
    public bool CanReadSettings => Has(Permission.ReadWorkspace);
    public bool CanReadVariable => Has(Permission.ReadVariables);
    public bool CanUpdateVariable => Has(Permission.WriteVariables);
    public bool CanReadStateVersions => Has(Permission.ReadState);
    public bool CanCreateStateVersions => Has(Permission.WriteState);
    public bool CanReadStateOutputs => Has(Permission.ReadStateOutputs);
    public bool CanReadRun => Has(Permission.ReadRuns);
    public bool CanManageTags => Has(Permission.UpdateWorkspace);
    public bool CanManageRunTasks => false;
    public bool CanManageAssessments => false;
    public bool CanReadAssessmentResults => false;

    public static WorkspacePermissions Of(FrozenSet<Permission> permissions) => new(permissions);

    private bool Has(Permission permission) => _permissions.Contains(permission);
}
