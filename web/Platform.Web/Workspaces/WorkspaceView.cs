using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Organizations;

namespace Platform.Web.Workspaces;

/// <summary>A workspace as its pages show it to one reader.</summary>
public sealed record WorkspaceView
{
    public required WorkspaceId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required string Organization { get; init; }
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required ToolName Tool { get; init; }
    public required string ToolVersion { get; init; }
    public required string WorkingDirectory { get; init; }
    public required ExecutionMode ExecutionMode { get; init; }
    public required bool AutoApply { get; init; }
    public required bool GlobalRemoteState { get; init; }
    public required int Resources { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public RunId? HoldingRun { get; init; }

    /// <summary>Who locked it by hand; null when nobody did.</summary>
    public string? LockedBy { get; init; }
    public string? LockReason { get; init; }
    public DateTimeOffset? LockedAt { get; init; }
    public required bool IsLockedByReader { get; init; }
    public required bool MayLock { get; init; }
    public required bool MayBreakLock { get; init; }
    public required bool MayWriteVariables { get; init; }
    public required bool MayUpdate { get; init; }
    public required bool MayDelete { get; init; }

    /// <summary>Address of the workspace's first page.</summary>
    public string Path => $"/app/{Uri.EscapeDataString(Organization)}/workspaces/{Uri.EscapeDataString(Name)}";

    public string ToolWords => $"{(Tool == ToolName.Tofu ? "OpenTofu" : "Terraform")} {(ToolVersion.Length == 0 ? "latest" : ToolVersion)}";
}
