using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;

namespace Platform.Runs;

/// <summary>What a plan and an apply have in common.</summary>
public abstract class Phase : ConcurrentEntity
{
    public required RunId RunId { get; init; }
    public PhaseStatus Status { get; internal set; } = PhaseStatus.Pending;
    public int Additions { get; internal set; }
    public int Changes { get; internal set; }
    public int Destructions { get; internal set; }
    public int Imports { get; internal set; }
    public DateTimeOffset? QueuedAt { get; internal set; }
    public DateTimeOffset? StartedAt { get; internal set; }
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>The steps its agent took, in order.</summary>
    public List<PhaseStep> Steps { get; private set; } = [];

    /// <summary>Hosts that its sandbox asked for, refused ones included.</summary>
    public List<ContactedHost> Hosts { get; internal set; } = [];

    /// <summary>The id as text, which is how logs name the phase.</summary>
    public abstract string Key { get; }

    /// <summary>Adds steps that began; one that was told before, by an agent that got no answer, is there once.</summary>
    internal void Begin(IEnumerable<StepStarted> steps) => Steps = [.. Steps.Union(steps.Select(step => new PhaseStep(step.Step, step.At)))];

    public bool IsOver => Status is PhaseStatus.Finished or PhaseStatus.Errored or PhaseStatus.Canceled or PhaseStatus.Unreachable;
}

/// <summary>A step of a phase, for example <c>init</c>, and when its agent began it.</summary>
public sealed record PhaseStep(string Name, DateTimeOffset At);

/// <summary>A run's plan.</summary>
public sealed class Plan : Phase
{
    public required PlanId Id { get; init; }
    public bool HasChanges { get; internal set; }
    public bool GeneratedConfiguration { get; internal set; }

    /// <summary>The job whose artifacts count, since a plan may be done twice; null until one has reported.</summary>
    public JobId? ArtifactsJobId { get; internal set; }

    /// <summary>It has the JSON that exports are made of, or will have it in a moment.</summary>
    public bool IsExportable => Status == PhaseStatus.Finished && ArtifactsJobId is not null;

    public override string Key => Id.Value;
}

/// <summary>A run's apply.</summary>
public sealed class Apply : Phase
{
    public required ApplyId Id { get; init; }
    public override string Key => Id.Value;
}
