using System.Text.Json;
using Platform.Access;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.Runs;

/// <summary>A run as the wire shows it (protocol.md §5.1).</summary>
internal static class RunDocument
{
    public const string Type = "runs";

    public static Resource Of(RunDetails details, string? waiting = null, IEnumerable<string>? comments = null) =>
        Of(details.Run, details.Actions, RunPermissions.Of(details.Permissions), positionInQueue: 0, waiting, comments);

    /// <param name="run">The run.</param>
    /// <param name="actions">What may be done to it.</param>
    /// <param name="permissions">What the caller may do.</param>
    /// <param name="positionInQueue">Its place in the organization's queue, which only the queue itself says.</param>
    /// <param name="waiting">Why it waits.</param>
    /// <param name="comments">Ids of its comments where they stand beside it; null: only their address.</param>
    public static Resource Of(
        Run run, RunActions actions, RunPermissions permissions, int positionInQueue, string? waiting = null, IEnumerable<string>? comments = null) => new(
        run.Id.Value,
        Type,
        new RunAttributes(
            ShownStatus.Of(run.Status), run.HasChanges, run.IsDestroy, run.Message, run.PlanOnly, run.AutoApply, run.Refresh, run.RefreshOnly, run.SavePlan,
            run.AllowEmptyApply, run.AllowConfigGeneration,
            run.ReplaceAddresses.Count == 0 ? null : run.ReplaceAddresses,
            run.TargetAddresses.Count == 0 ? null : run.TargetAddresses,
            [], run.Source, "manual", run.ToolVersion, positionInQueue, waiting, run.CreatedAt, run.ErrorMessage, run.ImportBlocks,
            CanceledAt: run.Status is RunStatus.Canceled or RunStatus.ForceCanceled ? run.StatusChangedAt : null,
            ForceCancelAvailableAt: actions.IsCancelable ? null : RunActions.ForceCancelableAt(run),
            actions, permissions, StatusTimestamps(run)),
        new Dictionary<string, Relationship>
        {
            ["workspace"] = Relationship.ToOne("workspaces", run.WorkspaceId.Value),
            ["configuration-version"] = Relationship.ToOne("configuration-versions", run.ConfigurationVersionId.Value),
            ["plan"] = Relationship.ToOne("plans", run.PlanId.Value),
            ["apply"] = Relationship.ToOne("applies", run.ApplyId.Value),
            ["created-by"] = Relationship.ToOne("users", run.CreatedByUserId?.Value),
            ["confirmed-by"] = Relationship.ToOne("users", run.ConfirmedByUserId?.Value),
            ["cost-estimate"] = Relationship.Nothing,
            ["policy-checks"] = Relationship.ToMany("policy-checks", []),
            ["task-stages"] = Relationship.ToMany("task-stages", []),
            ["run-events"] = Relationship.Link($"/api/v2/runs/{run.Id}/run-events"),
            ["comments"] = comments is null
                ? Relationship.Link($"/api/v2/runs/{run.Id}/comments")
                : Relationship.ToMany(RunCommentDocument.Type, comments),
        },
        new Dictionary<string, string> { ["self"] = $"/api/v2/runs/{run.Id}" });

    /// <summary>Keys such as <c>plan-queued-at</c>, one for each status that was reached.</summary>
    private static Dictionary<string, DateTimeOffset> StatusTimestamps(Run run)
    {
        var times = new Dictionary<string, DateTimeOffset>();
        foreach (var (status, at) in run.StatusTimes)
        {
            var name = status == RunStatus.Pending ? "plan-queueable" : JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString());
            times[$"{name}-at"] = at;
        }

        return times;
    }
}

/// <summary>The attributes of a run.</summary>
[ResourceType("runs")]
internal sealed record RunAttributes(
    RunStatus Status, bool HasChanges, bool IsDestroy, string Message, bool PlanOnly, bool AutoApply, bool Refresh, bool RefreshOnly, bool SavePlan,
    bool AllowEmptyApply, bool AllowConfigGeneration, IReadOnlyList<string>? ReplaceAddrs, IReadOnlyList<string>? TargetAddrs,
    IReadOnlyList<RunVariable> Variables, string Source, string TriggerReason, string? TerraformVersion, int PositionInQueue, string? WaitReason,
    DateTimeOffset CreatedAt, string? ErrorMessage, string? ImportBlocks, DateTimeOffset? CanceledAt, DateTimeOffset? ForceCancelAvailableAt,
    RunActions Actions, RunPermissions Permissions, IReadOnlyDictionary<string, DateTimeOffset> StatusTimestamps);

/// <summary>What the caller may do to a run, in the wire's words.</summary>
internal sealed record RunPermissions(
    bool CanApply, bool CanCancel, bool CanComment, bool CanDiscard, bool CanForceCancel, bool CanForceExecute, bool CanOverridePolicyCheck)
{
    public static RunPermissions Of(IReadOnlySet<Permission> permissions)
    {
        var apply = permissions.Contains(Permission.ApplyRuns);
        return new RunPermissions(
            apply, permissions.Contains(Permission.CancelRuns), permissions.Contains(Permission.ReadRuns), apply,
            permissions.Contains(Permission.ForceCancelRuns), permissions.Contains(Permission.ForceCancelRuns), CanOverridePolicyCheck: false);
    }
}
