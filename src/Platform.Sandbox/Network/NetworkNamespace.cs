using System.Net.NetworkInformation;
using System.Net.Sockets;
using Medallion.Shell;
using Platform.Sandbox.Isolation;
using Platform.Sandbox.Limits;
using Platform.Sandbox.Starting;

namespace Platform.Sandbox.Network;

/// <summary>A network namespace that outlives single sandboxes: what leads out is set up once, and each sandbox of a fence joins.</summary>
/// <remarks>
/// A small sandbox of its own holds the namespace and runs socat, which offers the fence's sockets on loopback.
/// It is root in its own user namespace only, which is what lets us join it and set routes; a sandbox that joins gets no such right.
/// </remarks>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private const string Folder = "/run/fence";

    private const string Offer = $"""
        socat=$1; shift
        for port do
          "$socat" "TCP-LISTEN:$port,bind=127.0.0.1,reuseaddr,fork,backlog=256,max-children=256" "UNIX-CONNECT:{Folder}/$port" >/dev/null 2>&1 &
        done
        echo ready
        exec sleep infinity
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Command _holder;
    private readonly NamespaceTree _tree;
    private Uplink? _uplink;

    private NetworkNamespace(Command holder, NamespaceTree tree)
    {
        _holder = holder;
        _tree = tree;
    }

    internal int Init => _tree.Init;

    internal static async Task<NetworkNamespace> StartAsync(
        FencedNetwork fence,
        SandboxNetwork network,
        StarterThread thread,
        HostPrograms programs,
        CancellationToken cancellationToken)
    {
        var bubblewrap = programs.Bubblewrap ?? throw new SandboxStartException(HostCheck.BubblewrapMissing);
        var socat = programs.Socat ?? throw new SandboxStartException(HostCheck.SocatMissing);
        var ports = fence.PortsIn(network).ToList();
        var (information, informationReader) = InheritedFile.PipeFromChild();
        await using var ours = informationReader;
        Command command;
        using (var options = new BubblewrapArguments())
        {
            options.AddDescriptor("--info-fd", information)
                .AddNamespaces(ownNetwork: true)
                .Add("--uid", "0", "--gid", "0")
                .AddPrograms()
                .Add("--proc", "/proc", "--dev-bind", "/dev/null", "/dev/null", "--ro-bind", fence.Folder, Folder, "--remount-ro", "/");
            var child = new ChildCommand(
                bubblewrap,
                ["--args", options.ToFile().Number, "--", "/bin/sh", "-c", Offer, "sh", socat, .. ports.Select(port => $"{port}")],
                ChildCommand.NoEnvironment,
                options.Inherited).As(fence.UserId, programs);
            command = await thread.RunAsync(child.Start, cancellationToken);
        }

        var tree = await SandboxInformation.ReadAsync(ours) ?? throw new SandboxStartException(await SandboxInformation.WhyAsync(command, cancellationToken));
        var opened = new NetworkNamespace(command, tree);
        try
        {
            await opened.OpenAsync(fence, network, thread, programs, cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same command, started inside this namespace.</summary>
    internal ChildCommand Join(ChildCommand command, HostPrograms programs) => command with
    {
        FileName = programs.NsEnter ?? throw new SandboxStartException("nsenter is missing; install the package util-linux."),
        Arguments = [$"--user=/proc/{Init}/ns/user", $"--net=/proc/{Init}/ns/net", "--preserve-credentials", "--", command.FileName, .. command.Arguments],
    };

    public async ValueTask DisposeAsync()
    {
        if (_uplink is not null)
        {
            await _uplink.DisposeAsync();
        }

        _tree.Kill();
        await _holder.Process.WaitForExitAsync();
        await _tree.GoneAsync();
        _tree.Dispose();
        ((IDisposable)_holder).Dispose();
    }

    private async Task OpenAsync(FencedNetwork fence, SandboxNetwork network, StarterThread thread, HostPrograms programs, CancellationToken cancellationToken)
    {
        // Whoever joins before bubblewrap has finished finds a namespace that may yet come to nothing.
        if (await _holder.StandardOutput.ReadLineAsync(cancellationToken) != "ready")
        {
            throw new SandboxStartException(await SandboxInformation.WhyAsync(_holder, cancellationToken));
        }

        if (network is SandboxNetwork.Open)
        {
            _uplink = await Uplink.StartAsync(Init, fence.UserId, thread, programs, cancellationToken);
            await BlockPrivateAsync(fence, thread, programs, cancellationToken);
        }

        await ListeningAsync(fence.PortsIn(network).Count(), cancellationToken);
    }

    // No route, no way: a sandbox that joins afterwards cannot change routes.
    private async Task BlockPrivateAsync(FencedNetwork fence, StarterThread thread, HostPrograms programs, CancellationToken cancellationToken)
    {
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Where(address => address.Address.AddressFamily is AddressFamily.InterNetwork)
            .Select(address => $"{address.Address}/32");
        // Of two routes the narrower wins, so what is allowed may lie in a range that is not.
        var routes = AddressPolicy.RefusedIPv4.Concat(own).Select(range => $"route replace unreachable {range}\n")
            .Concat(fence.Policy.AllowedIPv4.Select(range => $"route replace {range} via {Uplink.Gateway} dev {Uplink.Device}\n"));
        var ip = new ChildCommand(programs.Ip ?? throw new SandboxStartException(HostCheck.IpMissing), ["-batch", "-"], ChildCommand.NoEnvironment, []);
        using var command = await thread.RunAsync(Join(ip, programs).As(fence.UserId, programs).Start, cancellationToken);
        command.StandardOutput.Discard();
        await command.StandardInput.WriteAsync(string.Concat(routes).AsMemory(), cancellationToken);
        command.StandardInput.Close();
        var said = await command.StandardError.ReadToEndAsync(cancellationToken);
        await command.Process.WaitForExitAsync(cancellationToken);
        if (command.Process.ExitCode != 0)
        {
            throw new SandboxStartException($"Private addresses could not be blocked: {said.Trim()}");
        }
    }

    private async Task ListeningAsync(int ports, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience);
        while (Listening() < ports)
        {
            if (_holder.Process.HasExited || late.IsCancellationRequested)
            {
                throw new SandboxStartException("socat did not offer the fence's ports in time.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
        }
    }

    // Each socket is a line: number, local address, remote address, state (0A listens).
    private int Listening() =>
        ProcessTree.Read($"/proc/{Init}/net/tcp").Split('\n').Count(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, "0A", ..]);
}
