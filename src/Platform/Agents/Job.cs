using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;

namespace Platform.Agents;

/// <summary>The work of one phase, which waits for an agent, is carried out by one, and is over.</summary>
public sealed class Job : ConcurrentEntity
{
    public required JobId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required WorkspaceId WorkspaceId { get; init; }
    public required RunId RunId { get; init; }
    public required PhaseKind Phase { get; init; }
    public JobStatus Status { get; set; } = JobStatus.Queued;

    /// <summary>Greater goes first: apply, plan, plan-only, drift (design.md §3).</summary>
    public required int Priority { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>Grows with each claim.</summary>
    public long Fence { get; set; }

    /// <summary>SHA-256 of the agent's token; null while nobody holds the job.</summary>
    public byte[]? TokenHash { get; set; }

    /// <summary>The node whose agent holds it.</summary>
    public string? Node { get; set; }

    public DateTimeOffset? ClaimedAt { get; set; }
    public DateTimeOffset? HeartbeatAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public StopRequest Stop { get; set; }
}

/// <summary>Where a job stands.</summary>
public enum JobStatus
{
    Queued,
    Running,
    Finished,

    /// <summary>Its agent was not heard of for a lease.</summary>
    Lost,

    /// <summary>Canceled before an agent took it.</summary>
    Canceled,
}
