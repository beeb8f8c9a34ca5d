using System.Net.Sockets;
using Platform.Sandbox.Isolation;
using Platform.Sandbox.Starting;

namespace Platform.Sandbox.Network;

/// <summary>The one way out of a fenced sandbox: a proxy and some forwards, each a socket that appears on the sandbox's loopback.</summary>
/// <remarks>One can serve many sandboxes, one after another or at once; it records what they asked for together.</remarks>
public sealed class FencedNetwork : IAsyncDisposable
{
    /// <summary>Loopback port of the proxy inside the sandbox.</summary>
    public const int ProxyPort = 3128;

    private readonly DirectoryInfo _folder;
    private readonly ContactLog _contacts = new();
    private readonly List<SocketListener> _listeners = [];
    private readonly List<int> _ports = [];
    private readonly Dictionary<SandboxNetwork, NetworkNamespace> _namespaces = [];
    private readonly SemaphoreSlim _starting = new(1);

    private FencedNetwork(FenceOptions options, TimeProvider clock)
    {
        if (options.Forwards.Select(forward => forward.InsidePort).Append(ProxyPort).GroupBy(port => port).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Port {twice.Key} of the sandbox is forwarded twice (the proxy has {ProxyPort}).", nameof(options));
        }

        // Before anything is made: it may hold a mistake.
        Policy = new AddressPolicy(options.AllowedHosts);
        // The system's own folder: the address of a socket has room for about a hundred characters only.
        _folder = Directory.CreateTempSubdirectory("fence-");
        UserId = options.UserId;
        WorkFolder.GiveTo(_folder.FullName, UserId);
        var proxy = new FencedProxy(Policy, _contacts, clock);
        Listen(ProxyPort, proxy.ServeAsync);
        foreach (var forward in options.Forwards)
        {
            Listen(forward.InsidePort, (client, cancellationToken) => forward.ServeAsync(client, clock, cancellationToken));
        }
    }

    /// <summary>The processes that hold its namespaces, as the host numbers them.</summary>
    internal IEnumerable<int> Namespaces => _namespaces.Values.Select(there => there.Init);

    internal string Folder => _folder.FullName;

    internal int? UserId { get; }

    internal AddressPolicy Policy { get; }

    /// <summary>Every host that was asked for until now.</summary>
    public IReadOnlyList<HostContact> Contacts => _contacts.All();

    public static FencedNetwork Start(FenceOptions options, TimeProvider clock) => new(options, clock);

    /// <summary>The ports that are there in a kind of network: without a fence around it, a sandbox needs no proxy.</summary>
    internal IEnumerable<int> PortsIn(SandboxNetwork network) => _ports.Where(port => network is SandboxNetwork.Fenced || port != ProxyPort);

    /// <summary>The namespace that sandboxes join, made when the first of them comes.</summary>
    internal async Task<NetworkNamespace> NamespaceAsync(SandboxNetwork network, StarterThread thread, HostPrograms programs, CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (!_namespaces.TryGetValue(network, out var there))
            {
                there = _namespaces[network] = await NetworkNamespace.StartAsync(this, network, thread, programs, cancellationToken);
            }

            return there;
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var there in _namespaces.Values)
        {
            await there.DisposeAsync();
        }

        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }

        _folder.Delete(recursive: true);
        _starting.Dispose();
    }

    private void Listen(int port, Func<NetworkStream, CancellationToken, Task> serve)
    {
        var path = Path.Combine(_folder.FullName, port.ToString());
        _listeners.Add(new SocketListener(path, serve));
        WorkFolder.GiveTo(path, UserId);
        _ports.Add(port);
    }
}

/// <summary>What a fence lets through.</summary>
public sealed record FenceOptions
{
    /// <summary>
    /// What may be reached although it is private: an address, a range (<c>10.1.0.0/16</c>), a host, or a domain with all its hosts (<c>*.example.com</c>),
    /// each but a range also with a port (<c>platform.example.com:8443</c>).
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Loopback ports of the sandbox that lead to fixed places.</summary>
    public IReadOnlyList<PortForward> Forwards { get; init; } = [];

    /// <summary>The user outside that the sandboxes run as, where this process is root; otherwise null.</summary>
    public int? UserId { get; init; }
}

/// <summary>A host that a sandbox asked for.</summary>
public sealed record HostContact(string Host, int Port, int Times, bool Refused);
