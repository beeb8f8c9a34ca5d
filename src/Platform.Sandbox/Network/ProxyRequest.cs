using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Sandbox.Network;

/// <summary>What a client asks of the proxy: a tunnel (<c>CONNECT host:port</c>) or one plain request (<c>GET http://host/path</c>).</summary>
/// <param name="Host">The host, without the brackets of an IPv6 address.</param>
/// <param name="Port">The port.</param>
/// <param name="IsTunnel">Whether bytes are passed both ways from here on.</param>
/// <param name="First">What the target is sent first.</param>
internal sealed record ProxyRequest(string Host, int Port, bool IsTunnel, ReadOnlyMemory<byte> First)
{
    private const int MostHeadBytes = 64 * 1024;

    /// <summary>Reads the head of a request; null when it is none that a proxy understands.</summary>
    internal static async Task<ProxyRequest?> ReadAsync(NetworkStream client, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostHeadBytes];
        var length = 0;
        int end;
        while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var read = length < buffer.Length ? await client.ReadAsync(buffer.AsMemory(length), cancellationToken) : 0;
            if (read == 0)
            {
                return null;
            }

            length += read;
        }

        return Parse(Encoding.Latin1.GetString(buffer, 0, end), buffer.AsMemory((end + 4)..length));
    }

    internal static ProxyRequest? Parse(string head, ReadOnlyMemory<byte> rest)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, var version])
        {
            return null;
        }

        if (method == "CONNECT")
        {
            return Authority(target, null) is var (host, port) ? new ProxyRequest(host, port, true, rest) : null;
        }

        const string scheme = "http://";
        if (!target.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var withoutScheme = target[scheme.Length..];
        var slash = withoutScheme.IndexOfAny(['/', '?']);
        var authority = slash < 0 ? withoutScheme : withoutScheme[..slash];
        var path = slash < 0 ? "/" : withoutScheme[slash..];
        return Authority(authority, 80) is var (plainHost, plainPort)
            ? new ProxyRequest(plainHost, plainPort, false, Rewritten(lines, $"{method} {(path[0] == '?' ? "/" + path : path)} {version}", rest))
            : null;
    }

    // The target must not keep the connection: a second request on it could name another host.
    private static byte[] Rewritten(string[] lines, string first, ReadOnlyMemory<byte> rest)
    {
        var kept = lines.Skip(1).Where(line =>
            !line.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase)
            && !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)
            && !line.StartsWith("Keep-Alive:", StringComparison.OrdinalIgnoreCase));
        var head = string.Join("\r\n", [first, .. kept, "Connection: close", "", ""]);
        return [.. Encoding.Latin1.GetBytes(head), .. rest.Span];
    }

    private static (string Host, int Port)? Authority(string text, int? defaultPort)
    {
        var colon = text.LastIndexOf(':');
        if (colon > text.LastIndexOf(']'))
        {
            return int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
                ? HostIn(text[..colon]) is { } host ? (host, port) : null
                : null;
        }

        return defaultPort is { } usual && HostIn(text) is { } usualHost ? (usualHost, usual) : null;
    }

    private static string? HostIn(string text)
    {
        if (text.StartsWith('['))
        {
            // A zone after the address (%eth0) would lead to one of this host's own links.
            return text.EndsWith(']') && !text.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(text.AsSpan(1..^1), out var address) && address.AddressFamily is AddressFamily.InterNetworkV6 ? text[1..^1] : null;
        }

        return text.Length is > 0 and < 256 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_') ? text.TrimEnd('.') : null;
    }
}
