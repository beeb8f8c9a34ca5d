using Platform.Contracts.Ids;

namespace Platform.Runs;

/// <summary>What somebody asks for when a run is created.</summary>
public sealed record NewRun
{
    public required WorkspaceId WorkspaceId { get; init; }

    /// <summary>Null: the workspace's latest uploaded one.</summary>
    public ConfigurationVersionId? ConfigurationVersionId { get; init; }

    public string? Message { get; init; }
    public string Source { get; init; } = "tfe-api";
    public bool IsDestroy { get; init; }
    public bool RefreshOnly { get; init; }
    public bool Refresh { get; init; } = true;

    /// <summary>Null: as the workspace is set.</summary>
    public bool? AutoApply { get; init; }

    /// <summary>Null: as the configuration version says (speculative).</summary>
    public bool? PlanOnly { get; init; }

    public bool SavePlan { get; init; }
    public bool AllowEmptyApply { get; init; }
    public bool AllowConfigGeneration { get; init; }
    /// <summary>The version of the engine that plans, for a plan-only run; null: as the workspace says.</summary>
    public string? ToolVersion { get; init; }

    public IReadOnlyList<string> TargetAddresses { get; init; } = [];
    public IReadOnlyList<string> ReplaceAddresses { get; init; } = [];

    /// <summary>Values are HCL expressions.</summary>
    public IReadOnlyList<RunVariable> Variables { get; init; } = [];
}

/// <summary>An input variable given with a run (<c>-var</c>); the value is an HCL expression as text.</summary>
public sealed record RunVariable(string Key, string Value);
