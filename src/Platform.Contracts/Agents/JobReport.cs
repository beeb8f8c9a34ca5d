using Platform.Contracts.Runs;

namespace Platform.Contracts.Agents;

/// <summary>How a phase ended, sent once, after the last log byte and (for an apply) the last state.</summary>
public sealed record JobReport
{
    public required JobOutcome Outcome { get; init; }

    /// <summary>One plain sentence for a person; required unless the outcome is <see cref="JobOutcome.Succeeded"/>.</summary>
    public string? Message { get; init; }

    /// <summary>Plan only: there is something to apply (exit code 2 of <c>-detailed-exitcode</c>, which counts alone cannot tell).</summary>
    public bool HasChanges { get; init; }

    public ResourceCounts Counts { get; init; } = ResourceCounts.None;

    /// <summary>Plan only: the plan carries generated configuration.</summary>
    public bool GeneratedConfiguration { get; init; }

    /// <summary>The engine's version that ran, for example <c>1.11.4</c>; null when none was found.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>Steps that began and were not told yet.</summary>
    public IReadOnlyList<StepStarted> Steps { get; init; } = [];

    /// <summary>Hosts that the sandbox asked the proxy for, with how often, refused ones included.</summary>
    public IReadOnlyList<ContactedHost> Hosts { get; init; } = [];
}

/// <summary>A host the sandbox asked for.</summary>
public sealed record ContactedHost(string Host, int Port, int Times, bool Refused);

/// <summary>The three ways a phase ends.</summary>
public enum JobOutcome
{
    Succeeded,
    Failed,

    /// <summary>It was interrupted because somebody asked for it.</summary>
    Canceled,
}
