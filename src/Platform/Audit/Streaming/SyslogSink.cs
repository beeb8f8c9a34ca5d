using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Platform.Audit.Streaming;

/// <summary>Sends entries by syslog (RFC 5424): each is one message, whose text is the entry's JSON.</summary>
/// <remarks>Syslog does not acknowledge. What was handed to a connection that breaks in that moment may be lost; by UDP any message may be. The webhook loses nothing.</remarks>
internal sealed class SyslogSink(IOptions<AuditOptions> options, TimeProvider clock) : IAuditSink
{
    private const int LogAudit = 13 * 8;
    private const int Notice = 5;
    private const int Warning = 4;

    /// <summary>A little less than what one packet of UDP carries.</summary>
    private const int LargestPacket = 60_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly string Host = Printable(Environment.MachineName);

    public string Name => "syslog";

    public int Batch => 500;

    public async Task SendAsync(IReadOnlyList<TrailEntry> entries, CancellationToken cancellationToken)
    {
        var endpoint = options.Value.Syslog.Endpoint!;
        using var timer = new CancellationTokenSource(Limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await (endpoint.Scheme == "udp" ? SendPacketsAsync(endpoint, entries, both.Token) : SendStreamAsync(endpoint, entries, both.Token));
        }
        catch (Exception exception) when (exception is SocketException or AuthenticationException)
        {
            throw new IOException(exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"It could not be reached within {Limit.TotalSeconds} seconds.", exception);
        }
    }

    private static async Task SendPacketsAsync(Uri endpoint, IReadOnlyList<TrailEntry> entries, CancellationToken cancellationToken)
    {
        using var udp = new UdpClient();
        udp.Connect(endpoint.DnsSafeHost, endpoint.Port);
        foreach (var entry in entries)
        {
            var message = Message(entry);
            if (message.Length > LargestPacket)
            {
                // The place in the chain says where the rest can be read.
                message = Message(entry with { Resource = entry.Resource with { Meta = entry.Resource.Meta with { Changes = null } } });
            }

            await udp.SendAsync(message, cancellationToken);
        }
    }

    private static async Task SendStreamAsync(Uri endpoint, IReadOnlyList<TrailEntry> entries, CancellationToken cancellationToken)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(endpoint.DnsSafeHost, endpoint.Port, cancellationToken);
        await using Stream stream = endpoint.Scheme == "tls" ? new SslStream(tcp.GetStream()) : tcp.GetStream();
        if (stream is SslStream tls)
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = endpoint.DnsSafeHost }, cancellationToken);
        }

        foreach (var entry in entries)
        {
            // Each with its length before it (RFC 6587), as a text may hold anything.
            var message = Message(entry);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Length} ")), cancellationToken);
            await stream.WriteAsync(message, cancellationToken);
        }

        await stream.FlushAsync(cancellationToken);
    }

    private static byte[] Message(TrailEntry entry)
    {
        var priority = LogAudit + (entry.Resource.Meta.Outcome == "refused" ? Warning : Notice);
        var head = string.Create(CultureInfo.InvariantCulture, $"<{priority}>1 {entry.Timestamp} {Host} platform - audit - ");
        return [.. Encoding.ASCII.GetBytes(head), .. JsonSerializer.SerializeToUtf8Bytes(entry, TrailDocument.Options)];
    }

    private static string Printable(string name) => name.Length > 0 && name.All(character => char.IsAscii(character) && !char.IsControl(character) && character != ' ') ? name : "-";
}
