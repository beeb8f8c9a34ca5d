using Platform.Contracts.Runs;

namespace Platform.Web.Display;

/// <summary>What a status is called on the page, and how it looks: colour never says it alone.</summary>
/// <param name="Words">A few words.</param>
/// <param name="Tone">Names the colours in the style sheet.</param>
/// <param name="Icon">Names the icon.</param>
public sealed record StatusText(string Words, string Tone, string Icon)
{
    public static StatusText Of(RunStatus status, bool hasChanges) => status switch
    {
        RunStatus.Pending => new("Pending", "idle", "clock"),
        RunStatus.Fetching or RunStatus.FetchingCompleted => new("Fetching configuration", "busy", "busy"),
        RunStatus.PrePlanRunning or RunStatus.PrePlanCompleted => new("Checking before the plan", "busy", "busy"),
        RunStatus.Queuing or RunStatus.PlanQueued => new("Plan queued", "idle", "clock"),
        RunStatus.Planning => new("Planning", "busy", "busy"),
        RunStatus.Planned => new("Needs confirmation", "wait", "hand"),
        RunStatus.CostEstimating or RunStatus.CostEstimated => new("Estimating cost", "busy", "busy"),
        RunStatus.PolicyChecking => new("Checking policies", "busy", "busy"),
        RunStatus.PolicyOverride => new("Policy needs an override", "wait", "hand"),
        RunStatus.PolicySoftFailed => new("Policy failed", "bad", "cross"),
        RunStatus.PolicyChecked => new("Policies passed", "wait", "hand"),
        RunStatus.PostPlanRunning => new("Checking the plan", "busy", "busy"),
        RunStatus.PostPlanCompleted => new("Plan checked", "wait", "hand"),
        RunStatus.PostPlanAwaitingDecision => new("Needs a decision", "wait", "hand"),
        RunStatus.Confirmed => new("Confirmed", "busy", "clock"),
        RunStatus.PreApplyRunning or RunStatus.PreApplyCompleted => new("Checking before the apply", "busy", "busy"),
        RunStatus.QueuingApply or RunStatus.ApplyQueued => new("Apply queued", "busy", "clock"),
        RunStatus.Applying => new("Applying", "busy", "busy"),
        RunStatus.PostApplyRunning or RunStatus.PostApplyCompleted => new("Checking after the apply", "busy", "busy"),
        RunStatus.Applied => new("Applied", "ok", "check"),
        RunStatus.PlannedAndFinished => hasChanges ? new("Planned", "ok", "check") : new("No changes", "ok", "check"),
        RunStatus.PlannedAndSaved => new("Plan saved", "wait", "hand"),
        RunStatus.Discarded => new("Discarded", "idle", "minus"),
        RunStatus.Errored => new("Errored", "bad", "cross"),
        RunStatus.Canceled => new("Canceled", "idle", "minus"),
        RunStatus.ForceCanceled => new("Canceled by force", "bad", "minus"),
    };

    public static StatusText Of(PhaseStatus status) => status switch
    {
        PhaseStatus.Pending => new("Not begun", "idle", "minus"),
        PhaseStatus.Queued => new("Queued", "idle", "clock"),
        PhaseStatus.Running => new("Running", "busy", "busy"),
        PhaseStatus.Finished => new("Finished", "ok", "check"),
        PhaseStatus.Errored => new("Errored", "bad", "cross"),
        PhaseStatus.Canceled => new("Canceled", "idle", "minus"),
        PhaseStatus.Unreachable => new("Will not happen", "idle", "minus"),
    };
}
