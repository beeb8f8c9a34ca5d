using Platform.Sandbox.Isolation;
using Platform.Sandbox.Native;
using Platform.Sandbox.Network;

namespace Platform.Sandbox.Starting;

/// <summary>Finds out whether this host can run a sandbox, and says in one sentence what to do when not.</summary>
internal sealed class HostCheck(StarterThread thread, HostPrograms programs, TimeProvider clock)
{
    internal const string BubblewrapMissing = "bubblewrap is missing; install the package bubblewrap.";

    internal const string SocatMissing = "socat is missing; install the package socat.";
    internal const string SlirpMissing = "slirp4netns is missing, which the network mode open needs; install the package slirp4netns.";
    internal const string IpMissing = "ip is missing, which the network mode open needs; install the package iproute2.";

    // The first that can keep all open files from a child at once.
    private static readonly Version OldestKernel = new(5, 11);

    // Any user that is not root does for a sandbox that only says whether it could be made.
    private const int Nobody = 65534;

    internal async Task<SandboxSupport> RunAsync(SandboxNetwork network, CancellationToken cancellationToken)
    {
        if (MissingProgram(network) is { } missing)
        {
            return new SandboxSupport(missing);
        }

        using var options = new BubblewrapArguments().AddIsolation(ownNetwork: true).Add("--ro-bind", "/", "/", "--proc", "/proc");
        var optionFile = options.ToFile();
        var child = new ChildCommand(programs.Bubblewrap!, ["--args", optionFile.Number, "--", "/usr/bin/true"], ChildCommand.NoEnvironment, options.Inherited)
            .As(Libc.IsRoot ? Nobody : null, programs);
        using var command = await thread.RunAsync(child.Start, cancellationToken);
        command.StandardOutput.Discard();
        var said = (await command.StandardError.ReadToEndAsync(cancellationToken)).Trim();
        await command.Process.WaitForExitAsync(cancellationToken);
        return command.Process.ExitCode == 0 ? await TryNetworkAsync(network, cancellationToken) : new SandboxSupport(Explain(said));
    }

    private async Task<SandboxSupport> TryNetworkAsync(SandboxNetwork network, CancellationToken cancellationToken)
    {
        if (network is SandboxNetwork.None)
        {
            return new SandboxSupport(null);
        }

        await using var fence = FencedNetwork.Start(new FenceOptions { UserId = Libc.IsRoot ? Nobody : null }, clock);
        try
        {
            await fence.NamespaceAsync(network, thread, programs, cancellationToken);
            return new SandboxSupport(null);
        }
        catch (SandboxStartException fault)
        {
            return new SandboxSupport($"The network mode {(network is SandboxNetwork.Open ? "open" : "fenced")} is not possible on this host: {fault.Message}");
        }
    }

    private string? MissingProgram(SandboxNetwork network) => network switch
    {
        _ when Environment.OSVersion.Version < OldestKernel => $"Linux {OldestKernel} or newer is needed; this host runs {Environment.OSVersion.Version}.",
        _ when programs.Bubblewrap is null => BubblewrapMissing,
        _ when Libc.IsRoot && programs.SetPriv is null => "setpriv is missing; install the package util-linux.",
        SandboxNetwork.Fenced or SandboxNetwork.Open when programs.Socat is null => SocatMissing,
        SandboxNetwork.Fenced or SandboxNetwork.Open when programs.NsEnter is null => "nsenter is missing; install the package util-linux.",
        SandboxNetwork.Open when programs.Slirp is null => SlirpMissing,
        SandboxNetwork.Open when programs.Ip is null => IpMissing,
        SandboxNetwork.Open when !File.Exists("/dev/net/tun") => "/dev/net/tun is missing, which the network mode open needs; load the kernel module tun or use the mode fenced.",
        _ => null,
    };

    private static string Explain(string said)
    {
        if (Setting("/proc/sys/kernel/unprivileged_userns_clone") == "0")
        {
            return "This kernel forbids user namespaces; set kernel.unprivileged_userns_clone=1 with sysctl.";
        }

        if (Setting("/proc/sys/user/max_user_namespaces") == "0")
        {
            return "This host allows no user namespaces; set user.max_user_namespaces to 10000 with sysctl.";
        }

        if (Setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1")
        {
            return "AppArmor forbids bubblewrap its user namespaces; add a profile for bwrap with the rule userns, or set kernel.apparmor_restrict_unprivileged_userns=0 with sysctl.";
        }

        return $"bubblewrap could not make a sandbox ({said}); a container that this server runs in must allow user namespaces.";
    }

    private static string? Setting(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;
}
