using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Benchmarks;

/// <summary>From the moment a provisioner prints a line to the moment a reader has it: by polling the log's address, and by the SignalR hub.</summary>
internal static partial class LogLatency
{
    private const int Lines = 20;

    // Each line carries the time at which it was printed. Both clocks are this machine's.
    private const string Configuration = """
        resource "terraform_data" "printer" {
          input = timestamp()
          provisioner "local-exec" {
            command = "for i in $(seq 1 20); do echo printed-$(date +%s%N)-end; sleep 0.3; done"
          }
        }
        """;

    public static async Task MeasureAsync(ServerUnderTest server, Table table, CancellationToken cancellationToken)
    {
        var api = new Api(server.Client);
        var (workspace, configuration) = await api.PrepareAsync("logs", Configuration, cancellationToken);
        var run = await api.CreateRunAsync(workspace, configuration, new Dictionary<string, object> { ["auto-apply"] = true }, cancellationToken);
        await api.UntilAsync(run, cancellationToken, "applying");
        var apply = (await api.GetAsync($"/api/v2/runs/{run}/apply", cancellationToken)).GetProperty("data");
        var polled = PollAsync(server, apply.GetProperty("attributes").GetProperty("log-read-url").GetString()!, cancellationToken);
        var streamed = StreamAsync(server, apply.GetProperty("id").GetString()!, cancellationToken);
        table.Add("line printed by a provisioner → readable by API (asked every 5 ms)", await polled, "ms");
        table.Add("line printed by a provisioner → received from SignalR", await streamed, "ms");
        await api.UntilAsync(run, cancellationToken, "applied");
    }

    private static async Task<List<double>> PollAsync(ServerUnderTest server, string url, CancellationToken cancellationToken)
    {
        List<double> latencies = [];
        var seen = new HashSet<string>();
        var offset = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (latencies.Count < Lines && await timer.WaitForNextTickAsync(cancellationToken))
        {
            var bytes = await server.Client.GetByteArrayAsync($"{url}?limit=65536&offset={offset}", cancellationToken);
            offset += bytes.Length;
            Note(Encoding.UTF8.GetString(bytes), seen, latencies);
        }

        return latencies;
    }

    private static async Task<List<double>> StreamAsync(ServerUnderTest server, string phase, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => server.IsOurs(certificate);
        socket.Options.SetRequestHeader("Authorization", $"Bearer {server.Token}");
        await socket.ConnectAsync(new UriBuilder(server.Url) { Scheme = "wss", Path = "/hubs/runs" }.Uri, cancellationToken);
        await SendAsync(socket, """{"protocol":"json","version":1}""", cancellationToken);
        await SendAsync(socket, JsonSerializer.Serialize(new { type = 4, invocationId = "1", target = "Follow", arguments = new object[] { phase, "Text", 0 } }), cancellationToken);

        List<double> latencies = [];
        var seen = new HashSet<string>();
        await foreach (var message in MessagesAsync(socket, cancellationToken))
        {
            if (message.TryGetProperty("item", out var item))
            {
                Note(Encoding.UTF8.GetString(item.GetProperty("bytes").GetBytesFromBase64()), seen, latencies);
            }
            else if (message.TryGetProperty("error", out var error))
            {
                throw new InvalidOperationException($"The hub refused: {error}");
            }

            if (latencies.Count >= Lines)
            {
                break;
            }
        }

        return latencies;
    }

    private static async IAsyncEnumerable<JsonElement> MessagesAsync(
        ClientWebSocket socket, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pending = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                yield break;
            }

            for (var i = 0; i < received.Count; i++)
            {
                if (buffer[i] != 0x1e)
                {
                    pending.WriteByte(buffer[i]);
                    continue;
                }

                var message = JsonDocument.Parse(pending.ToArray()).RootElement;
                pending.SetLength(0);
                yield return message;
            }
        }
    }

    private static Task SendAsync(ClientWebSocket socket, string message, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private static void Note(string text, HashSet<string> seen, List<double> latencies)
    {
        var now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        foreach (var printed in Printed().Matches(text).Select(match => match.Groups["time"].Value).Where(seen.Add))
        {
            latencies.Add(now - (long.Parse(printed, CultureInfo.InvariantCulture) / 1e6));
        }
    }

    [GeneratedRegex("printed-(?<time>[0-9]{19})-end", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Printed();
}
