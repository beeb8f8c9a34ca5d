using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Platform.Contracts.Agents;

namespace Platform.Agent.Rehearsals;

/// <summary>Answers an agent that rehearses, from memory: an empty configuration, no state, and thanks for everything else.</summary>
internal sealed class RehearsalServer : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var sent = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var last = path[(path.LastIndexOf('/') + 1)..];
        return last switch
        {
            "configuration" => Ok(Archive()),
            "heartbeat" => await HeartbeatAsync(cancellationToken),
            "Text" or "Events" => Ok(System.Text.Encoding.ASCII.GetBytes($"{OffsetOf(request.RequestUri) + sent.Length}")),
            _ => new HttpResponseMessage(HttpStatusCode.NoContent),
        };
    }

    private static async Task<HttpResponseMessage> HeartbeatAsync(CancellationToken cancellationToken)
    {
        // Held until the rehearsal is over, as the real one is held until there is something to say.
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Ok(JsonSerializer.SerializeToUtf8Bytes(new JobHeartbeat(StopRequest.None, 45), AgentJson.Options));
    }

    private static long OffsetOf(Uri address) => long.Parse(address.Query.Split('=')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private static HttpResponseMessage Ok(byte[] content) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };

    private static byte[] Archive()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "main.tf") { DataStream = new MemoryStream("# rehearsal\n"u8.ToArray()) });
        }

        return bytes.ToArray();
    }
}
