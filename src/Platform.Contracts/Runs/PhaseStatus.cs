namespace Platform.Contracts.Runs;

/// <summary>Where a plan or an apply stands, as the wire says it (protocol.md §5.4).</summary>
public enum PhaseStatus
{
    Pending,
    Queued,
    Running,
    Finished,
    Errored,
    Canceled,

    /// <summary>It will never run: the run ended before it.</summary>
    Unreachable,
}
