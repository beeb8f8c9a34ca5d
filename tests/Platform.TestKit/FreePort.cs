using System.Net;
using System.Net.Sockets;

namespace Platform.TestKit;

/// <summary>Finds ports that nobody listens on.</summary>
public static class FreePort
{
    public static int Find() => Find(IPAddress.Loopback);

    public static int Find(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
