
namespace Platform.Runs;

/// <summary>What may be done to a run as it stands, whoever asks. The names are the wire's.</summary>
public sealed record RunActions(bool IsCancelable, bool IsConfirmable, bool IsDiscardable, bool IsForceCancelable)
{
    /// <summary>How long an interrupted tool has before its process tree may be killed by hand.</summary>
    public static TimeSpan ForceCancelDelay { get; } = TimeSpan.FromSeconds(10);

    public static RunActions Of(Run run, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new RunActions(
            IsCancelable: RunMoves.IsLegal(run.Status, RunMove.Cancel) && run.CancelRequestedAt is null,
            IsConfirmable: RunMoves.IsLegal(run.Status, RunMove.Confirm) && (run.HasChanges || run.AllowEmptyApply),
            IsDiscardable: RunMoves.IsLegal(run.Status, RunMove.Discard),
            IsForceCancelable: RunMoves.IsLegal(run.Status, RunMove.ForceCancel) && now >= ForceCancelableAt(run));
    }

    /// <summary>From when on it may be force-canceled; null while nobody asked to cancel it.</summary>
    public static DateTimeOffset? ForceCancelableAt(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.CancelRequestedAt + ForceCancelDelay;
    }
}
