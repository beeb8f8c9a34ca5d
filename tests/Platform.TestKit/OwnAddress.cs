using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Xunit;

namespace Platform.TestKit;

/// <summary>An address of this machine that is not its loopback.</summary>
public static class OwnAddress
{
    /// <summary>The address; a test on a machine without one is skipped.</summary>
    public static IPAddress Find()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus is OperationalStatus.Up && card.NetworkInterfaceType is not NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(own => own.Address)
            .FirstOrDefault(own => own.AddressFamily is AddressFamily.InterNetwork);
        Assert.SkipWhen(address is null, "This machine has no address but its loopback.");
        return address;
    }
}
