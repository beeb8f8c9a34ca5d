using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.Contracts.Agents;

/// <summary>All that an agent needs to carry out one phase of one run. It arrives as one line of JSON on standard input.</summary>
/// <remarks>It holds secrets (<see cref="Token"/>, <see cref="RunToken"/>, <see cref="Credentials"/>, variable values): it is never logged and never written to disk.</remarks>
public sealed record JobDocument
{
    public required JobId Id { get; init; }
    public required PhaseKind Phase { get; init; }

    /// <summary>Grows with each claim of the job; a report with an older number changes nothing (design.md §6).</summary>
    public required long Fence { get; init; }

    /// <summary>Bearer token of the agent API, valid for this job while it runs.</summary>
    public required string Token { get; init; }

    /// <summary>Bearer token that the tool itself may use against the platform: shared states and the registry of this workspace.</summary>
    public required string RunToken { get; init; }

    /// <summary>The platform's public address, for example <c>https://localhost:8443</c>; what configurations name as hostname.</summary>
    public required Uri PublicUrl { get; init; }

    public required RunId RunId { get; init; }
    public required WorkspaceId WorkspaceId { get; init; }
    public required string WorkspaceName { get; init; }
    public required string OrganizationName { get; init; }
    public required string ProjectName { get; init; }

    public required ToolRequirement Tool { get; init; }

    /// <summary>Folder below the uploaded root in which the tool runs; empty for the root itself.</summary>
    public required string WorkingDirectory { get; init; }

    public required PlanOptions Options { get; init; }
    public required IReadOnlyList<JobVariable> Variables { get; init; }

    /// <summary>By which others know this phase of this run.</summary>
    public IReadOnlyList<WorkloadCredential> Credentials { get; init; } = [];

    /// <summary>Sentences for the log about what the run was asked to have and does not get.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>How the tool reaches its state. Chosen before planning; the plan file fixes it for the apply (design.md §5.5).</summary>
    public required StateBackend StateBackend { get; init; }

    public required SandboxLimits Limits { get; init; }
    public required NetworkMode Network { get; init; }
}

/// <summary>The engine and its version.</summary>
/// <param name="Name">Which engine.</param>
/// <param name="VersionConstraint">A version or a constraint in the tool's own syntax (<c>1.11.4</c>, <c>~> 1.11.0</c>); empty or <c>latest</c>: the newest found.</param>
public sealed record ToolRequirement(ToolName Name, string VersionConstraint);

/// <summary>What the person asked of the plan.</summary>
public sealed record PlanOptions
{
    public bool IsDestroy { get; init; }
    public bool RefreshOnly { get; init; }
    public bool Refresh { get; init; } = true;
    public bool AllowConfigGeneration { get; init; }
    public IReadOnlyList<string> TargetAddresses { get; init; } = [];
    public IReadOnlyList<string> ReplaceAddresses { get; init; } = [];
}

/// <summary>A variable as the agent writes it. Later ones win over earlier ones of the same key and category.</summary>
/// <param name="Key">Name of the input variable or environment variable.</param>
/// <param name="Value">Plain text, or an HCL expression when <paramref name="IsHcl"/>.</param>
public sealed record JobVariable(string Key, string Value, VariableCategory Category, bool IsHcl, bool IsSensitive)
{
    /// <summary>Shorter sensitive values are not masked in logs: they would hide ordinary text and tell the value by where it is hidden.</summary>
    public const int ShortestMasked = 6;
}

/// <summary>Where a variable goes; the wire says <c>terraform</c> and <c>env</c>.</summary>
public enum VariableCategory
{
    Terraform,
    Env,
}

/// <summary>How the tool inside the sandbox reads and writes state.</summary>
public enum StateBackend
{
    /// <summary>A file in the work folder, mirrored by the agent within a second.</summary>
    Local,

    /// <summary>HTTP to the agent, for large states that the tool would rewrite after each resource.</summary>
    Http,
}

/// <summary>What the sandbox may reach.</summary>
public enum NetworkMode
{
    /// <summary>Only through the agent's proxy, which refuses private addresses.</summary>
    Fenced,

    /// <summary>Everything but link-local and private addresses, for providers that cannot use a proxy.</summary>
    Open,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>Limits of one sandbox; reaching one ends the job with a sentence that names it.</summary>
/// <param name="Processes">Most processes and threads at once.</param>
/// <param name="MemoryBytes">Most resident memory of all processes together.</param>
/// <param name="DiskBytes">Most bytes in the work folder.</param>
/// <param name="Time">Longest the phase may take before it is interrupted.</param>
/// <param name="InterruptGrace">How long an interrupted tool may take to end before its process tree is killed.</param>
public sealed record SandboxLimits(int Processes, long MemoryBytes, long DiskBytes, TimeSpan Time, TimeSpan InterruptGrace);
