using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs;

/// <summary>What a person asked for: a plan of one configuration of one workspace and, unless plan-only, its apply.</summary>
public sealed class Run : ConcurrentEntity
{
    public const int LongestMessage = 1000;
    public const int LongestErrorMessage = 2000;
    public const int LongestToolVersion = 60;

    public required RunId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required WorkspaceId WorkspaceId { get; init; }
    public required ConfigurationVersionId ConfigurationVersionId { get; init; }
    public required PlanId PlanId { get; init; }
    public required ApplyId ApplyId { get; init; }

    /// <summary>Where it stands; changed only through the table of moves.</summary>
    public RunStatus Status { get; internal set; } = RunStatus.Pending;

    public string Message { get; init; } = "";

    /// <summary>In the wire's words, for example <c>tfe-api</c> or <c>tfe-ui</c>.</summary>
    public string Source { get; init; } = "tfe-api";

    public bool IsDestroy { get; init; }
    public bool RefreshOnly { get; init; }
    public bool Refresh { get; init; } = true;
    public bool AutoApply { get; init; }

    /// <summary>Never applies; passes by the workspace's queue.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>The plan waits for a later <c>apply FILE</c>; takes the workspace only when it is confirmed.</summary>
    public bool SavePlan { get; init; }

    public bool AllowEmptyApply { get; init; }
    public bool AllowConfigGeneration { get; init; }
    public List<string> TargetAddresses { get; init; } = [];
    public List<string> ReplaceAddresses { get; init; } = [];

    /// <summary>Run variables as JSON (<c>[{"key","value"}]</c>, values are HCL), encrypted; null for none.</summary>
    public byte[]? EncryptedVariables { get; init; }

    /// <summary>The plan found something to do.</summary>
    public bool HasChanges { get; internal set; }

    /// <summary>How the tool reaches its state, fixed before planning.</summary>
    public StateBackend StateBackend { get; internal set; }

    /// <summary>Version of the engine that planned.</summary>
    public string? ToolVersion { get; internal set; }

    /// <summary>One plain sentence when the run ended badly.</summary>
    public string? ErrorMessage { get; internal set; }

    /// <summary>What a lost apply made and no saved state knows, as import blocks to paste; null for nothing.</summary>
    public string? ImportBlocks { get; internal set; }

    public UserId? CreatedByUserId { get; init; }
    public UserId? ConfirmedByUserId { get; internal set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the run last moved.</summary>
    public required DateTimeOffset StatusChangedAt { get; set; }

    /// <summary>When somebody asked to cancel it.</summary>
    public DateTimeOffset? CancelRequestedAt { get; internal set; }

    /// <summary>When it reached each status, in order.</summary>
    public List<StatusTime> StatusTimes { get; init; } = [];

    /// <summary>Neither takes the workspace nor waits for it while planning.</summary>
    public bool PassesQueue => PlanOnly || SavePlan;

    /// <summary>Moves on if the table allows it.</summary>
    public Result<RunStatus> Make(RunMove move, DateTimeOffset now)
    {
        var next = RunMoves.Next(Status, move);
        if (next.Refusal is null)
        {
            Status = next.Value;
            StatusChangedAt = now;
            StatusTimes.Add(new StatusTime(next.Value, now));
        }

        return next;
    }
}

/// <summary>When a run reached a status.</summary>
public sealed record StatusTime(RunStatus Status, DateTimeOffset At);
