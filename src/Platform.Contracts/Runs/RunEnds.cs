namespace Platform.Contracts.Runs;

/// <summary>Tells runs that are over from those that are not, for queries of those who do not know the moves of a run.</summary>
public static class RunEnds
{
    /// <summary>In these nothing happens to a run any more.</summary>
    public static IReadOnlyList<RunStatus> Over { get; } =
        [RunStatus.Applied, RunStatus.PlannedAndFinished, RunStatus.Discarded, RunStatus.Errored, RunStatus.Canceled, RunStatus.ForceCanceled];

    /// <summary>All others.</summary>
    public static IReadOnlyList<RunStatus> Unfinished { get; } = [.. Enum.GetValues<RunStatus>().Except(Over)];
}
