using System.Globalization;
using System.Net;

namespace Platform.Sandbox.Network;

/// <summary>One thing that an administrator allows although it is private.</summary>
internal sealed record AllowedHost(string Host, IPNetwork? Range, int? Port)
{
    internal static AllowedHost Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var range))
        {
            return new AllowedHost("", range, null);
        }

        if (IPAddress.TryParse(text, out var address))
        {
            return new AllowedHost("", Single(address), null);
        }

        var colon = text.LastIndexOf(':');
        if (colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return Parse(text[..colon]) with { Port = port };
        }

        return text.Length > 0 && text.IndexOfAny(['/', ' ']) < 0
            ? new AllowedHost(text.TrimEnd('.'), null, null)
            : throw new ArgumentException($"'{text}' is neither an address, nor a range, nor a host.", nameof(text));
    }

    internal bool Covers(string host, int port, IPAddress address) =>
        (Port is null || Port == port) && (Range is { } range ? range.Contains(address) : IsNamed(host));

    private bool IsNamed(string host) =>
        Host.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(Host[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(Host, StringComparison.OrdinalIgnoreCase);

    private static IPNetwork Single(IPAddress address) => new(address, address.GetAddressBytes().Length * 8);
}
