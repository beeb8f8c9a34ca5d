using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.Runs;

/// <summary>One line of a run's history: what happened, when, and who did it.</summary>
public sealed class RunEvent
{
    public const int LongestComment = 4000;

    public required RunEventId Id { get; init; }
    public required RunId RunId { get; init; }

    /// <summary>In the wire's words: <c>created</c>, <c>approved</c>, <c>discarded</c> ... (protocol.md §5.5).</summary>
    public required string Action { get; init; }

    /// <summary>The status the run has since then.</summary>
    public required RunStatus Status { get; init; }

    public UserId? ActorUserId { get; init; }
    public string? Comment { get; init; }
    public required DateTimeOffset At { get; init; }
}
