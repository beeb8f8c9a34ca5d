namespace Platform.Contracts.Agents;

/// <summary>What a local agent process is started with: one line of JSON on standard input, before any job.</summary>
/// <remarks>After the line the agent warms itself, writes <c>ready</c> on standard output, waits for the line with its <see cref="JobDocument"/>, carries it out and exits (0 when the report was acknowledged).</remarks>
public sealed record AgentSettings
{
    /// <summary>Where the agent API is, for example <c>https://localhost:8443</c>.</summary>
    public required Uri ServerUrl { get; init; }

    /// <summary>PEM certificates to trust for the server besides the system's; null for the system's only.</summary>
    public string? CertificateAuthorities { get; init; }

    /// <summary>Folder that this slot may use for work folders; traversable for <see cref="SandboxUserId"/>.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>User id outside the sandbox when the server is root; null when the agent is not root and keeps its own.</summary>
    public int? SandboxUserId { get; init; }

    /// <summary>Folder with <c>name/version/name</c> executables, searched before PATH.</summary>
    public required string ToolDirectory { get; init; }

    /// <summary>Whether it walks the way of a plan and an apply once before its job comes.</summary>
    public bool Rehearses { get; init; } = true;

    /// <summary>Whether a tool that is not here is downloaded.</summary>
    public bool DownloadsTools { get; init; }

    /// <summary>Base address of a mirror of the releases; null: each tool comes from its vendor.</summary>
    public Uri? ToolMirror { get; init; }

    /// <summary>Folder of verified providers that is mounted read-only; null for none.</summary>
    public string? ProviderCacheDirectory { get; init; }

    /// <summary>Private hosts or CIDR ranges that the proxy may reach although it refuses private addresses otherwise.</summary>
    public IReadOnlyList<string> AllowedPrivateHosts { get; init; } = [];

    /// <summary>Runs the tool without a sandbox. Loud in every log.</summary>
    public bool WithoutSandbox { get; init; }
}
