using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Platform.Benchmarks;

/// <summary>What the benchmarks ask of the server, over HTTP like anybody else.</summary>
internal sealed class Api(HttpClient client)
{
    public const string Organization = "benchmark";

    /// <summary>Makes the organization if it is not there, and a workspace with this configuration.</summary>
    public async Task<(string Workspace, string Configuration)> PrepareAsync(string name, string configuration, CancellationToken cancellationToken)
    {
        using var organization = await PostAsync("/api/v2/organizations", new { name = Organization, email = "benchmark@example.com" }, null, cancellationToken);
        var workspace = await IdAsync(await PostAsync($"/api/v2/organizations/{Organization}/workspaces", new { name }, null, cancellationToken), cancellationToken);
        var created = await ReadAsync(
            await PostAsync($"/api/v2/workspaces/{workspace}/configuration-versions", new Dictionary<string, object> { ["auto-queue-runs"] = false }, null, cancellationToken), cancellationToken);
        using var upload = new HttpRequestMessage(HttpMethod.Put, created.GetProperty("data").GetProperty("attributes").GetProperty("upload-url").GetString());
        upload.Content = new ByteArrayContent(Archive(configuration));
        using var answer = await client.SendAsync(upload, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (workspace, created.GetProperty("data").GetProperty("id").GetString()!);
    }

    public async Task<string> CreateRunAsync(string workspace, string configuration, object attributes, CancellationToken cancellationToken) =>
        await IdAsync(
            await PostAsync(
                "/api/v2/runs",
                attributes,
                new Dictionary<string, object>
                {
                    ["workspace"] = new { data = new { type = "workspaces", id = workspace } },
                    ["configuration-version"] = new { data = new { type = "configuration-versions", id = configuration } },
                },
                cancellationToken),
            cancellationToken);

    public async Task ActAsync(string run, string action, CancellationToken cancellationToken)
    {
        using var answer = await PostAsync($"/api/v2/runs/{run}/actions/{action}", new { }, null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(path, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    /// <summary>Reads the run again and again until it has one of the statuses; a run that ends otherwise is an error.</summary>
    public async Task<JsonElement> UntilAsync(string run, CancellationToken cancellationToken, params string[] statuses)
    {
        // Asking more often would take the cores from what is measured.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            var document = await GetAsync($"/api/v2/runs/{run}", cancellationToken);
            var attributes = document.GetProperty("data").GetProperty("attributes");
            var status = attributes.GetProperty("status").GetString()!;
            if (statuses.Contains(status))
            {
                return attributes;
            }

            if (status is "errored" or "canceled" or "discarded")
            {
                throw new InvalidOperationException($"{run} is {status}: {attributes.GetProperty("error-message")}");
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string path, object attributes, object? relationships, CancellationToken cancellationToken)
    {
        var document = new { data = new { type = "", attributes, relationships = relationships ?? new { } } };
        using var content = new StringContent(JsonSerializer.Serialize(document), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.api+json");
        return await client.PostAsync(path, content, cancellationToken);
    }

    private static async Task<string> IdAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        (await ReadAsync(answer, cancellationToken)).GetProperty("data").GetProperty("id").GetString()!;

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"{(int)answer.StatusCode} {answer.RequestMessage?.RequestUri}: {text}");
    }

    private static byte[] Archive(string configuration)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "main.tf") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(configuration)) });
        }

        return bytes.ToArray();
    }
}
