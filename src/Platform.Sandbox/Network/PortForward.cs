using System.Net;
using System.Net.Sockets;

namespace Platform.Sandbox.Network;

/// <summary>A loopback port of the sandbox that leads to one fixed place outside.</summary>
/// <param name="InsidePort">The port inside; above 1023, as nobody is root there.</param>
/// <param name="ConnectAsync">Opens a connection to that place, once for each connection from inside.</param>
public sealed record PortForward(int InsidePort, Func<CancellationToken, Task<Stream>> ConnectAsync)
{
    /// <summary>Forwards to a host and port. No address is refused: the caller chose it, not the sandbox.</summary>
    public static PortForward ToHost(int insidePort, string host, int port) => new(insidePort, cancellationToken => ConnectToAsync(new DnsEndPoint(host, port), cancellationToken));

    /// <summary>Forwards to a TCP address or a Unix socket.</summary>
    public static PortForward ToEndPoint(int insidePort, EndPoint endPoint) => new(insidePort, cancellationToken => ConnectToAsync(endPoint, cancellationToken));

    internal async Task ServeAsync(NetworkStream client, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var target = await ConnectAsync(cancellationToken);
        await Relay.RunAsync(client, target, clock, cancellationToken);
    }

    private static async Task<Stream> ConnectToAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
