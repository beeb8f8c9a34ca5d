using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Sandbox.Network;

/// <summary>The proxy of a fence: looks names up itself, connects to the very address it has checked, and records every host.</summary>
internal sealed class FencedProxy(AddressPolicy policy, ContactLog contacts, TimeProvider clock)
{
    private static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(15);

    internal async Task ServeAsync(NetworkStream client, CancellationToken cancellationToken)
    {
        var request = await ReadAsync(client, cancellationToken);
        if (request is null)
        {
            await AnswerAsync(client, "400 Bad Request: this is a proxy for http and CONNECT", cancellationToken);
            return;
        }

        var (socket, refusal) = await ConnectAsync(request, cancellationToken);
        if (socket is null)
        {
            await AnswerAsync(client, refusal!, cancellationToken);
            return;
        }

        await using var target = new NetworkStream(socket, ownsSocket: true);
        if (request.IsTunnel)
        {
            await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        await target.WriteAsync(request.First, cancellationToken);
        await Relay.RunAsync(client, target, clock, cancellationToken);
    }

    private async Task<ProxyRequest?> ReadAsync(NetworkStream client, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(HeadTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        return await ProxyRequest.ReadAsync(client, either.Token);
    }

    private async Task<(Socket? Socket, string? Refusal)> ConnectAsync(ProxyRequest request, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            // Other spellings of an address (one number, hexadecimal) come out as the address itself, and are judged as that.
            addresses = IPAddress.TryParse(request.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(request.Host, cancellationToken);
        }
        catch (SocketException)
        {
            contacts.Add(request.Host, request.Port, refused: false);
            return (null, $"502 {request.Host} is not a known host");
        }

        var refusals = addresses.Select(address => policy.RefusalOf(request.Host, request.Port, address)).ToList();
        var permitted = addresses.Where((_, index) => refusals[index] is null).ToList();
        contacts.Add(request.Host, request.Port, refused: permitted.Count == 0);
        if (permitted.Count == 0)
        {
            return (null, $"403 {request.Host} is {refusals.FirstOrDefault() ?? "nowhere"}, which runs may not reach unless an administrator allows it");
        }

        foreach (var address in permitted)
        {
            if (await TryConnectAsync(address, request.Port, cancellationToken) is { } socket)
            {
                return (socket, null);
            }
        }

        return (null, $"504 {request.Host} does not answer on port {request.Port}");
    }

    private async Task<Socket?> TryConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ConnectTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, either.Token);
            return socket;
        }
        catch (Exception fault) when (fault is SocketException || (fault is OperationCanceledException && late.IsCancellationRequested))
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Clients show the reason phrase to the person who waits, so that is where the sentence goes.
    private static async Task AnswerAsync(NetworkStream client, string status, CancellationToken cancellationToken)
    {
        var sentence = status[4..];
        await client.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {sentence.Length + 1}\r\nConnection: close\r\n\r\n{sentence}\n"), cancellationToken);
    }
}
