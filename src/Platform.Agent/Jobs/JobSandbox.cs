using Platform.Agent.Folders;
using Platform.Agent.Inputs;
using Platform.Agent.Tools;
using Platform.Contracts.Agents;
using Platform.Sandbox;
using Platform.Sandbox.Network;

namespace Platform.Agent.Jobs;

/// <summary>Starts the programs of one job, all with the same folder, limits and way out.</summary>
internal sealed class JobSandbox(SandboxHost host, AgentSettings settings, JobDocument job, JobFolder folder, JobInputs inputs, FencedNetwork fence, string? certificateBundle)
{
    private const string ToolFolder = "/run/platform/tool";
    private const string CertificatePath = "/run/platform/certificates.pem";
    private const string ProviderCachePath = "/run/platform/providers";

    // The phase's own limit interrupts first; this one only catches a tool that the agent lost sight of.
    private static readonly TimeSpan TimeBeyondPhase = TimeSpan.FromMinutes(10);

    /// <summary>Where the tool sees the provider cache; null when there is none.</summary>
    public static string? ProviderCacheInside(AgentSettings settings) =>
        settings.ProviderCacheDirectory is null ? null : settings.WithoutSandbox ? settings.ProviderCacheDirectory : ProviderCachePath;

    /// <summary>Hosts that were asked for through the proxy until now.</summary>
    public IReadOnlyList<ContactedHost> Contacts =>
        [.. fence.Contacts.Select(contact => new ContactedHost(contact.Host, contact.Port, contact.Times, contact.Refused))];

    public bool IsIsolated => !settings.WithoutSandbox;

    private SandboxPaths Paths => host.PathsFor(folder.Shared.Path);

    /// <summary>Where the tool sees a file of the shared folder.</summary>
    public string Inside(string shared) => $"{Paths.Work}/{shared}";

    /// <summary>Where the tool sees a private file.</summary>
    public string InsidePrivate(string name) => $"{Paths.PrivateFiles}/{name}";

    /// <summary>Sets up a sandbox for the tool in the root module with the job's variables.</summary>
    /// <param name="withNetwork">False for what only reads files: it starts faster and reaches nothing.</param>
    public Task<PreparedSandbox> PrepareToolAsync(Tool tool, string currentDirectory, IReadOnlyList<string> arguments, bool withNetwork, CancellationToken cancellationToken)
    {
        var executable = new SandboxMount(tool.Path, $"{ToolFolder}/{Tool.FileName(tool.Name)}");
        List<SandboxMount> mounts = [executable];
        var environment = new Dictionary<string, string>(inputs.Environment, StringComparer.Ordinal)
        {
            ["TF_CLI_CONFIG_FILE"] = InsidePrivate(JobInputs.CliConfigurationFile),
        };
        foreach (var (name, value) in inputs.Identity)
        {
            environment[name] = value;
        }

        if (certificateBundle is not null)
        {
            var certificates = new SandboxMount(certificateBundle, CertificatePath);
            mounts.Add(certificates);
            environment["SSL_CERT_FILE"] = host.PathOf(certificates);
            environment["GIT_SSL_CAINFO"] = host.PathOf(certificates);
        }

        if (settings.ProviderCacheDirectory is { } cache)
        {
            mounts.Add(new SandboxMount(cache, ProviderCachePath));
        }

        var network = withNetwork ? NetworkOf(job.Network) : SandboxNetwork.None;
        return host.PrepareAsync(RequestOf(host.PathOf(executable), arguments, currentDirectory, mounts, environment, inputs.Files, network), cancellationToken);
    }

    /// <summary>Starts a program of the system with nothing of the job's secrets and no network.</summary>
    public Task<SandboxProcess> StartSystemAsync(string fileName, IReadOnlyList<string> arguments, string currentDirectory, CancellationToken cancellationToken) =>
        host.StartAsync(RequestOf(fileName, arguments, currentDirectory, [], NoEnvironment, NoFiles, SandboxNetwork.None), cancellationToken);

    private static readonly Dictionary<string, string> NoEnvironment = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, ReadOnlyMemory<byte>> NoFiles = new(StringComparer.Ordinal);

    private static SandboxNetwork NetworkOf(NetworkMode mode) => mode switch
    {
        NetworkMode.Fenced => SandboxNetwork.Fenced,
        NetworkMode.Open => SandboxNetwork.Open,
        NetworkMode.None => SandboxNetwork.None,
    };

    private SandboxRequest RequestOf(
        string fileName,
        IReadOnlyList<string> arguments,
        string currentDirectory,
        IReadOnlyList<SandboxMount> mounts,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files,
        SandboxNetwork network) => new()
        {
            FileName = fileName,
            Arguments = arguments,
            CurrentDirectory = currentDirectory,
            Environment = environment,
            Mounts = mounts,
            PrivateFiles = files,
            WorkFolder = folder.Shared.Path,
            UserId = settings.SandboxUserId,
            Network = network,
            Fence = fence,
            Limits = new ProcessLimits
            {
                Processes = job.Limits.Processes,
                MemoryBytes = job.Limits.MemoryBytes,
                DiskBytes = job.Limits.DiskBytes,
                Time = job.Limits.Time + TimeBeyondPhase,
                InterruptGrace = job.Limits.InterruptGrace,
            },
        };
}
