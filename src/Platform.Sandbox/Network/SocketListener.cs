using System.Net.Sockets;

namespace Platform.Sandbox.Network;

/// <summary>Accepts connections on a Unix socket and serves each, so many at a time.</summary>
internal sealed class SocketListener : IAsyncDisposable
{
    private const int MostConnections = 256;

    private readonly Func<NetworkStream, CancellationToken, Task> _serve;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly SemaphoreSlim _room = new(MostConnections);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _accepting;

    internal SocketListener(string path, Func<NetworkStream, CancellationToken, Task> serve)
    {
        _serve = serve;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen(MostConnections);
        _accepting = Task.Run(AcceptAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _socket.Dispose();
        await _accepting;
        // Every connection gives its room back when it has ended.
        for (var connection = 0; connection < MostConnections; connection++)
        {
            await _room.WaitAsync();
        }

        _room.Dispose();
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await _room.WaitAsync(_stopped.Token);
                Socket client;
                try
                {
                    client = await _socket.AcceptAsync(_stopped.Token);
                }
                catch
                {
                    _room.Release();
                    throw;
                }

                _ = ServeAsync(client);
            }
        }
        catch (Exception fault) when (_stopped.IsCancellationRequested && fault is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // That is how it ends.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            await _serve(stream, _stopped.Token);
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side hung up, was silent for too long, or the fence is taken down: both sides see a closed connection.
        }
        finally
        {
            _room.Release();
        }
    }
}
