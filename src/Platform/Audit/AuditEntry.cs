using Platform.Access;
using Platform.Contracts.Ids;

namespace Platform.Audit;

/// <summary>One line of the audit trail: who did what to which thing, or tried to. Written with the change itself, sealed into the chain soon after, and never changed.</summary>
/// <remarks>It refers to nothing by a foreign key: it outlives what it tells of.</remarks>
public sealed class AuditEntry
{
    public const int LongestName = 256;
    public const int LongestId = 200;
    public const int LongestReason = 500;

    public required Guid Id { get; init; }

    /// <summary>When, to the microsecond, which is what both databases keep.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The organization that it concerns; null: the site.</summary>
    public OrganizationId? OrganizationId { get; init; }

    public ProjectId? ProjectId { get; init; }
    public WorkspaceId? WorkspaceId { get; init; }
    public required CallerKind ActorKind { get; init; }

    /// <summary>The person or the account; for a run or an organization's own token its id; null for the platform itself and for nobody.</summary>
    public string? ActorId { get; init; }

    /// <summary>What the actor was called then.</summary>
    public string? ActorName { get; init; }

    public ApiTokenId? TokenId { get; init; }
    public TeamId? TeamId { get; init; }
    public RunId? RunId { get; init; }

    /// <summary>Where the request came from; null for what no request asked for.</summary>
    public string? Address { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The verb, for example <c>create</c>, <c>update</c>, <c>destroy</c>, <c>read</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing, for example <c>workspace</c>.</summary>
    public required string ResourceType { get; init; }

    public string? ResourceId { get; init; }
    public AuditOutcome Outcome { get; init; }

    /// <summary>Why it was refused.</summary>
    public string? Reason { get; init; }

    /// <summary>How many attempts it stands for: a flood of refused ones is counted instead of listed.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What each property was before and is after, as JSON; secret values are stars. Null when nothing changed.</summary>
    public string? Changes { get; init; }

    /// <summary>Says that all of the above is what was written: made with the audit key, when it was written.</summary>
    public byte[] Mac { get; internal set; } = [];

    /// <summary>Its place in the chain, from 1; null until it is sealed.</summary>
    public long? Sequence { get; internal set; }

    /// <summary>Says that it follows the entry before it: made with the audit key from that one's hash, the place and the <see cref="Mac"/>.</summary>
    public byte[]? Hash { get; internal set; }
}

/// <summary>How it ended.</summary>
public enum AuditOutcome
{
    Done,
    Refused,
}
