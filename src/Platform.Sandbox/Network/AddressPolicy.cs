using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Platform.Sandbox.Network;

/// <summary>Decides which addresses a sandbox may be connected to: those of the internet, and what an administrator allows besides.</summary>
internal sealed class AddressPolicy(IEnumerable<string> allowed)
{
    private static readonly (IPNetwork Range, string Kind)[] RefusedRanges =
    [
        Refused("0.0.0.0/8", "an unspecified address"),
        Refused("10.0.0.0/8", "a private address"),
        Refused("100.64.0.0/10", "a carrier's private address"),
        Refused("127.0.0.0/8", "a loopback address"),
        // Azure's channel to the host lies in a public range.
        Refused("168.63.129.16/32", "a metadata address"),
        Refused("169.254.0.0/16", "a link-local or metadata address"),
        Refused("172.16.0.0/12", "a private address"),
        Refused("192.0.0.0/24", "a reserved address"),
        Refused("192.0.2.0/24", "a reserved address"),
        Refused("192.88.99.0/24", "a reserved address"),
        Refused("192.168.0.0/16", "a private address"),
        Refused("198.18.0.0/15", "a reserved address"),
        Refused("198.51.100.0/24", "a reserved address"),
        Refused("203.0.113.0/24", "a reserved address"),
        Refused("224.0.0.0/4", "a multicast address"),
        Refused("240.0.0.0/4", "a reserved address"),
        Refused("::/128", "an unspecified address"),
        Refused("::1/128", "a loopback address"),
        Refused("fc00::/7", "a private address"),
        Refused("fe80::/10", "a link-local address"),
        Refused("ff00::/8", "a multicast address"),
        // Teredo hides an IPv4 address of somebody's choice.
        Refused("2001::/32", "a tunnel's address"),
        Refused("2001:db8::/32", "a reserved address"),
        Refused("3fff::/20", "a reserved address"),
    ];

    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    private readonly AllowedHost[] _allowed = [.. allowed.Select(AllowedHost.Parse)];

    /// <summary>The refused ranges of IPv4, for where there is no proxy to ask this policy.</summary>
    internal static IEnumerable<string> RefusedIPv4 =>
        RefusedRanges.Where(refused => refused.Range.BaseAddress.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(refused.Range.BaseAddress)).Select(refused => $"{refused.Range}");

    /// <summary>The ranges of IPv4 that an administrator allows whatever the port.</summary>
    internal IEnumerable<string> AllowedIPv4 =>
        _allowed.Where(entry => entry is { Port: null, Range.BaseAddress.AddressFamily: AddressFamily.InterNetwork }).Select(entry => $"{entry.Range}");

    /// <summary>Why a sandbox that asked for a host must not be connected to this address of it; null when it may.</summary>
    internal string? RefusalOf(string host, int port, IPAddress address)
    {
        var plain = Unwrap(address);
        if (_allowed.Any(entry => entry.Covers(host, port, plain)))
        {
            return null;
        }

        foreach (var (range, kind) in RefusedRanges)
        {
            if (range.Contains(plain))
            {
                return kind;
            }
        }

        if (plain.AddressFamily is AddressFamily.InterNetworkV6 && !GlobalV6.Contains(plain))
        {
            return "a reserved address";
        }

        // What listens on this host's public address is as much its own as what listens on loopback.
        return IsOwn(plain) ? "an address of the host itself" : null;
    }

    /// <summary>The IPv4 address that an IPv6 address carries, where it carries one.</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address;
        }

        // A scope would make the same address look like another one.
        var plain = new IPAddress(address.GetAddressBytes());
        var bytes = plain.GetAddressBytes();
        return plain switch
        {
            _ when plain.IsIPv4MappedToIPv6 => plain.MapToIPv4(),
            _ when Nat64.Contains(plain) => new IPAddress(bytes.AsSpan(12, 4)),
            _ when SixToFour.Contains(plain) => new IPAddress(bytes.AsSpan(2, 4)),
            _ => plain,
        };
    }

    private static bool IsOwn(IPAddress address) =>
        NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Any(own => Unwrap(own.Address).Equals(address));

    private static (IPNetwork Range, string Kind) Refused(string range, string kind) => (IPNetwork.Parse(range), kind);
}
