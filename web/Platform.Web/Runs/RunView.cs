using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.Web.Runs;

/// <summary>A run as its page shows it to one reader.</summary>
public sealed record RunView
{
    public required RunId Id { get; init; }
    public required WorkspaceId WorkspaceId { get; init; }
    public required string Organization { get; init; }
    public required string Workspace { get; init; }
    public required RunStatus Status { get; init; }
    public required bool HasChanges { get; init; }
    public required string Message { get; init; }
    public string? Author { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What is unusual about it, each in a word or two.</summary>
    public required IReadOnlyList<string> Marks { get; init; }
    public required IReadOnlyList<string> Targets { get; init; }
    public required IReadOnlyList<string> Replacements { get; init; }

    /// <summary>The engine, with its version once it is known.</summary>
    public required string Tool { get; init; }
    public string? Error { get; init; }

    /// <summary>What a lost apply made and no saved state knows, to paste into the configuration.</summary>
    public string? ImportBlocks { get; init; }

    /// <summary>Why it does not go on by itself right now.</summary>
    public string? Waiting { get; init; }
    public required PhaseView Plan { get; init; }
    public required PhaseView Apply { get; init; }
    public required IReadOnlyList<RunStep> Steps { get; init; }
    public required bool IsOver { get; init; }

    /// <summary>Somebody asked to cancel it and the tool is being stopped.</summary>
    public required bool IsStopping { get; init; }
    public required bool MayConfirm { get; init; }
    public required bool MayDiscard { get; init; }
    public required bool MayCancel { get; init; }
    public required bool MayForceCancel { get; init; }

    /// <summary>Where its sandboxes went, each host once, refused ones marked.</summary>
    public IEnumerable<string> Hosts => Plan.Hosts.Concat(Apply.Hosts).Select(host => $"{host.Host}:{host.Port}{(host.Refused ? " (refused)" : "")}").Distinct().Order(StringComparer.Ordinal);

    /// <summary>It waits for a decision that the reader may not make.</summary>
    public bool WaitsForOthers => Status is RunStatus.Planned && !MayConfirm;
}

/// <summary>A plan or an apply as the page shows it.</summary>
public sealed record PhaseView
{
    public required PhaseKind Kind { get; init; }
    public required PhaseStatus Status { get; init; }
    public required int Additions { get; init; }
    public required int Changes { get; init; }
    public required int Destructions { get; init; }
    public required int Imports { get; init; }
    public IReadOnlyList<ContactedHost> Hosts { get; init; } = [];
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public bool HasBegun => StartedAt is not null;
    public bool IsRunning => Status == PhaseStatus.Running;
}

/// <summary>One line of the history.</summary>
public sealed record RunStep(string Action, RunStatus Status, string? Actor, string? Comment, DateTimeOffset At);
