using System.Net.Sockets;

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

    private FencedNetwork(FenceOptions options, TimeProvider clock)
    {
        // The system's own folder: the address of a socket has room for about a hundred characters only.
        _folder = Directory.CreateTempSubdirectory("fence-");
        WorkFolder.GiveTo(_folder.FullName, options.UserId);
        var policy = new AddressPolicy(options.AllowedHosts);
        var proxy = new FencedProxy(policy, _contacts, clock);
        Listen(ProxyPort, proxy.ServeAsync, options.UserId);
        foreach (var forward in options.Forwards)
        {
            Listen(forward.InsidePort, (client, cancellationToken) => forward.ServeAsync(client, clock, cancellationToken), options.UserId);
        }
    }

    internal List<(int Port, string Path)> Sockets { get; } = [];

    /// <summary>Every host that was asked for until now.</summary>
    public IReadOnlyList<HostContact> Contacts => _contacts.All();

    public static FencedNetwork Start(FenceOptions options, TimeProvider clock) => new(options, clock);

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private void Listen(int port, Func<NetworkStream, CancellationToken, Task> serve, int? userId)
    {
        if (Sockets.Exists(socket => socket.Port == port))
        {
            throw new ArgumentException($"Port {port} of the sandbox is forwarded twice (the proxy has {ProxyPort}).", nameof(port));
        }

        var path = Path.Combine(_folder.FullName, port.ToString());
        _listeners.Add(new SocketListener(path, serve));
        WorkFolder.GiveTo(path, userId);
        Sockets.Add((port, path));
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
