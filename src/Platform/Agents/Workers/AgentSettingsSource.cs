using Microsoft.Extensions.Options;
using Platform.Contracts.Agents;
using Platform.Discovery;

namespace Platform.Agents.Workers;

/// <summary>What the agents of this node are started with.</summary>
internal sealed class AgentSettingsSource(
    IOptions<PlatformOptions> platform, IOptions<WorkerOptions> worker, IOptions<SandboxOptions> sandbox, IOptions<ToolOptions> tools, IPublicAddress address, ConfiguredCertificate certificate)
{
    /// <summary>The settings of the agent with this number; no two that live at the same time have the same one.</summary>
    public AgentSettings For(int number)
    {
        var otherUsers = Environment.IsPrivilegedProcess;
        var data = platform.Value.DataDirectory;
        return new AgentSettings
        {
            ServerUrl = address.Url,
            CertificateAuthorities = certificate.IsThere ? certificate.ReadPem() : OwnAuthority(platform.Value),
            WorkDirectory = WorkDirectory.Prepare(worker.Value.WorkDirectory, data, otherUsers),
            SandboxUserId = otherUsers ? checked((int)worker.Value.FirstUserId + number) : null,
            ToolDirectory = tools.Value.Directory ?? Path.Combine(data, "tools"),
            Rehearses = worker.Value.Rehearse,
            DownloadsTools = tools.Value.Download,
            ToolMirror = tools.Value.Mirror,
            AllowedPrivateHosts = [.. sandbox.Value.AllowedPrivateHosts],
            WithoutSandbox = sandbox.Value.Mode is SandboxMode.None,
        };
    }

    /// <summary>The numbers whose users have living processes: those of agents that outlived an earlier server, or of another server on this machine.</summary>
    public IReadOnlySet<int> OccupiedNumbers() => Environment.IsPrivilegedProcess
        ? LivingUsers.Read().Select(user => user - worker.Value.FirstUserId).Where(number => number is >= 0 and <= int.MaxValue).Select(number => (int)number).ToHashSet()
        : new HashSet<int>();

    /// <summary>The site's own certificate authority, which there is unless a certificate was configured.</summary>
    private static string? OwnAuthority(PlatformOptions options)
    {
        var file = Path.Combine(options.InShared("tls"), "ca.pem");
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }
}
