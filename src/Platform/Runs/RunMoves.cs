using System.Collections.Frozen;
using Platform.Contracts.Runs;
using Platform.Results;
using static Platform.Contracts.Runs.RunStatus;
using static Platform.Runs.RunMove;

namespace Platform.Runs;

/// <summary>What can happen to a run.</summary>
public enum RunMove
{
    /// <summary>It takes its workspace (or needs none) and waits for an agent to plan.</summary>
    QueuePlan,
    StartPlan,

    /// <summary>Nothing to apply, or nothing that may be applied.</summary>
    FinishPlan,
    FinishPlanWithChanges,
    FinishSavedPlan,

    /// <summary>Somebody, or auto-apply, agrees to what was planned.</summary>
    Confirm,

    /// <summary>A confirmed saved plan takes its workspace.</summary>
    QueueApply,
    StartApply,
    FinishApply,
    Discard,
    Cancel,
    ForceCancel,
    Fail,

    /// <summary>The agent of a plan was lost: it is done again. An apply never is.</summary>
    PlanAgain,
}

/// <summary>Every legal move of a run. What is not in the table is refused.</summary>
public static class RunMoves
{
    public static IReadOnlyList<(RunStatus From, RunMove Move, RunStatus To)> All { get; } =
    [
        (Pending, QueuePlan, PlanQueued),
        (Pending, Cancel, Canceled),
        (Pending, Discard, Discarded),
        (Pending, Fail, Errored),

        (PlanQueued, StartPlan, Planning),
        (PlanQueued, Cancel, Canceled),
        (PlanQueued, Fail, Errored),

        (Planning, FinishPlan, PlannedAndFinished),
        (Planning, FinishPlanWithChanges, Planned),
        (Planning, FinishSavedPlan, PlannedAndSaved),
        (Planning, PlanAgain, PlanQueued),
        (Planning, Cancel, Canceled),
        (Planning, ForceCancel, ForceCanceled),
        (Planning, Fail, Errored),

        (Planned, Confirm, ApplyQueued),
        (Planned, Discard, Discarded),

        // A saved plan holds no workspace: once confirmed it waits for it.
        (PlannedAndSaved, Confirm, Confirmed),
        (PlannedAndSaved, Discard, Discarded),
        (Confirmed, QueueApply, ApplyQueued),
        (Confirmed, Cancel, Canceled),
        (Confirmed, Fail, Errored),

        (ApplyQueued, StartApply, Applying),
        (ApplyQueued, Cancel, Canceled),
        (ApplyQueued, Fail, Errored),

        (Applying, FinishApply, Applied),
        (Applying, Cancel, Canceled),
        (Applying, ForceCancel, ForceCanceled),
        (Applying, Fail, Errored),
    ];

    private static readonly FrozenDictionary<(RunStatus, RunMove), RunStatus> Targets =
        All.ToFrozenDictionary(row => (row.From, row.Move), row => row.To);

    private static readonly FrozenSet<RunStatus> Left = All.Select(row => row.From).ToFrozenSet();

    public static Result<RunStatus> Next(RunStatus from, RunMove move) =>
        Targets.TryGetValue((from, move), out var to) ? to : Refusal.Conflict(Sentence(from, move));

    public static bool IsLegal(RunStatus from, RunMove move) => Targets.ContainsKey((from, move));

    /// <summary>Nothing can happen to it any more.</summary>
    public static bool IsFinal(RunStatus status) => !Left.Contains(status);

    /// <summary>The statuses in which a run is not over, for queries.</summary>
    public static IReadOnlyList<RunStatus> Unfinished { get; } = [.. Left];

    private static string Sentence(RunStatus from, RunMove move)
    {
        var state = Words(from);
        return move switch
        {
            Confirm => $"The run cannot be applied because it is {state}; only a planned run that waits for confirmation can.",
            Discard => $"The run cannot be discarded because it is {state}; only a run that waits can.",
            Cancel => $"The run cannot be canceled because it is {state}.",
            ForceCancel => $"The run cannot be force-canceled because it is {state}.",
            _ => $"The run cannot do {Words(move)} because it is {state}.",
        };
    }

    private static string Words<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()).Replace('_', ' ');
}
