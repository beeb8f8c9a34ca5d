using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.UnitTests.Sandbox.Network;

/// <summary>A server on the host, on its loopback unless told otherwise, that reads until the client ends its side, then answers with what it read.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Task _serving;

    internal LoopbackServer(IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
        _serving = ServeAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                return;
            }

            Connections++;
            using (client)
            {
                using var read = new MemoryStream();
                await client.GetStream().CopyToAsync(read);
                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"heard {Encoding.UTF8.GetString(read.ToArray())}"));
            }
        }
    }
}
