using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Platform.Contracts.Agents;

namespace Platform.Agent.Rehearsals;

/// <summary>Answers an agent that rehearses, from memory, after it took each request to the real server and back.</summary>
/// <remarks>A job waits for the network at every request. Code that never waited before is compiled when it first does, so the rehearsal must wait too.</remarks>
internal sealed class RehearsalServer(HttpClient real) : HttpMessageHandler
{
    private bool _isReachable = true;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var last = path[(path.LastIndexOf('/') + 1)..];
        if (last is "heartbeat")
        {
            return await HeartbeatAsync(cancellationToken);
        }

        // Its length is known before it is sent; afterwards it is used up.
        var sent = request.Content?.Headers.ContentLength ?? 0;
        await ThereAndBackAsync(request, cancellationToken);
        return last switch
        {
            "configuration" => Ok(Archive()),
            "state" when request.Method == HttpMethod.Get => Ok(RehearsalTool.State(serial: 1)),
            nameof(JobArtifact.PlanFile) when request.Method == HttpMethod.Get => Ok("plan"u8.ToArray()),
            "Text" or "Events" => Ok(System.Text.Encoding.ASCII.GetBytes($"{OffsetOf(request.RequestUri) + sent}")),
            _ => new HttpResponseMessage(HttpStatusCode.NoContent),
        };
    }

    private async Task ThereAndBackAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!_isReachable)
        {
            return;
        }

        using var copy = new HttpRequestMessage(request.Method, AgentRoutes.Warm)
        {
            Content = request.Content,
            Version = real.DefaultRequestVersion,
            VersionPolicy = real.DefaultVersionPolicy,
        };
        copy.Headers.Authorization = request.Headers.Authorization;
        try
        {
            using var answer = await real.SendAsync(copy, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await answer.Content.CopyToAsync(Stream.Null, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            // The server may be starting; the rest is rehearsed from memory alone.
            _isReachable = false;
        }
        finally
        {
            // It belongs to the one that made the request.
            copy.Content = null;
        }
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
