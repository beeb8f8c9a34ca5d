namespace Platform.Contracts.Runs;

/// <summary>The status that the wire gives a run: one that waits for an agent looks there like one that waits for its turn.</summary>
/// <remarks>
/// A client says that it waits, and for how many runs, only while its run is pending or confirmed (protocol.md §5.3). The pages, the moves and the rows keep the
/// statuses apart.
/// </remarks>
public static class ShownStatus
{
    public static RunStatus Of(RunStatus status) => status switch
    {
        RunStatus.PlanQueued => RunStatus.Pending,
        RunStatus.ApplyQueued => RunStatus.Confirmed,
        _ => status,
    };

    /// <summary>The statuses that the wire shows by this word: none for one that it never shows, and null for what is no status.</summary>
    public static IReadOnlyList<RunStatus>? Behind(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return !word.Any(char.IsDigit) && Enum.TryParse<RunStatus>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var shown)
            ? [.. Enum.GetValues<RunStatus>().Where(status => Of(status) == shown)]
            : null;
    }
}
