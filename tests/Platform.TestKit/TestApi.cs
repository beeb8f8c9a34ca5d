using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Platform.TestKit;

/// <summary>Speaks to the platform's API as a person with a token would.</summary>
public sealed class TestApi(HttpClient client)
{
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(120);
    private static readonly string[] Ended = ["applied", "planned_and_finished", "planned_and_saved", "discarded", "errored", "canceled", "force_canceled"];

    public HttpClient Client { get; } = client;

    /// <summary>Makes an organization.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> CreateOrganizationAsync(CancellationToken cancellationToken, string? name = null)
    {
        name ??= $"org{Guid.NewGuid():N}"[..20];
        await PostAsync("organizations", "organizations", new { name, email = "team@example.com" }, cancellationToken);
        return name;
    }

    /// <summary>Makes a workspace.</summary>
    /// <param name="organization">The organization's name.</param>
    /// <param name="attributes">Attributes besides the name, for example <c>new Dictionary { ["auto-apply"] = true }</c>.</param>
    /// <param name="name">Its name; null: one that nobody has.</param>
    /// <returns>Its document's <c>data</c>.</returns>
    public async Task<JsonElement> CreateWorkspaceAsync(string organization, CancellationToken cancellationToken, IReadOnlyDictionary<string, object>? attributes = null, string? name = null)
    {
        var all = new Dictionary<string, object>(attributes ?? new Dictionary<string, object>()) { ["name"] = name ?? $"ws{Guid.NewGuid():N}"[..16] };
        return await PostAsync($"organizations/{organization}/workspaces", "workspaces", all, cancellationToken);
    }

    /// <summary>Uploads files as a configuration version that starts no run by itself.</summary>
    /// <returns>The configuration version's id.</returns>
    public async Task<string> UploadAsync(string workspace, CancellationToken cancellationToken, params (string Name, string Text)[] files)
    {
        var attributes = new Dictionary<string, object> { ["auto-queue-runs"] = false };
        var version = await PostAsync($"workspaces/{workspace}/configuration-versions", "configuration-versions", attributes, cancellationToken);
        var address = version.GetProperty("attributes").GetProperty("upload-url").GetString()!;
        using var archive = Archive(files);
        using var content = new StreamContent(archive);
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = content };
        using var answer = await Client.SendAsync(request, cancellationToken);
        await EnsureAsync(answer, cancellationToken);
        return version.GetProperty("id").GetString()!;
    }

    /// <summary>Starts a run.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateRunAsync(string workspace, CancellationToken cancellationToken, string? configurationVersion = null, IReadOnlyDictionary<string, object>? attributes = null)
    {
        var relationships = new Dictionary<string, object> { ["workspace"] = new { data = new { type = "workspaces", id = workspace } } };
        if (configurationVersion is not null)
        {
            relationships["configuration-version"] = new { data = new { type = "configuration-versions", id = configurationVersion } };
        }

        var body = new { data = new { type = "runs", attributes = attributes ?? new Dictionary<string, object>(), relationships } };
        return (await SendAsync(HttpMethod.Post, "runs", body, cancellationToken)).GetProperty("id").GetString()!;
    }

    /// <summary>Waits until the run has one of the statuses, or has ended.</summary>
    /// <returns>The run's document's <c>data</c>.</returns>
    public async Task<JsonElement> WaitForRunAsync(string run, CancellationToken cancellationToken, params string[] statuses)
    {
        var last = "never read";
        var found = await Eventually.GetAsync(
            async token =>
            {
                var data = await GetAsync($"runs/{run}", token);
                last = data.GetProperty("attributes").GetProperty("status").GetString()!;
                return statuses.Contains(last) || Ended.Contains(last) ? (object)data : null;
            },
            () => $"run {run} is {string.Join(" or ", statuses)}; it is {last}",
            RunLimit,
            cancellationToken);
        return statuses.Length == 0 || statuses.Contains(last)
            ? (JsonElement)found
            : throw new InvalidOperationException($"Run {run} ended {last} and was expected {string.Join(" or ", statuses)}: {found}");
    }

    /// <summary>Reads a document's <c>data</c>.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Sends a document with these attributes.</summary>
    public Task<JsonElement> PostAsync(string path, string type, object attributes, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, new { data = new { type, attributes } }, cancellationToken);

    /// <summary>Does an action such as <c>runs/run-…/actions/apply</c>.</summary>
    public Task ActAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, new { }, cancellationToken);

    /// <summary>Sends a body below <c>/api/v2/</c>; anything but success is an exception with the answer in it.</summary>
    /// <returns>The answer's <c>data</c>, where it has one.</returns>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"/api/v2/{path}");
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/vnd.api+json"));
        }

        using var answer = await Client.SendAsync(request, cancellationToken);
        var text = await EnsureAsync(answer, cancellationToken);
        if (text.Length == 0)
        {
            return default;
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.TryGetProperty("data", out var data) ? data.Clone() : document.RootElement.Clone();
    }

    /// <summary>The log of a plan or apply document, whole.</summary>
    public async Task<string> ReadLogAsync(string path, CancellationToken cancellationToken)
    {
        var phase = await GetAsync(path, cancellationToken);
        var address = new Uri(phase.GetProperty("attributes").GetProperty("log-read-url").GetString()!);
        return await Client.GetStringAsync(address, cancellationToken);
    }

    /// <summary>A gzip tar of the files.</summary>
    public static MemoryStream Archive(IEnumerable<(string Name, string Text)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, text) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        archive.Position = 0;
        return archive;
    }

    private static async Task<string> EnsureAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? text
            : throw new HttpRequestException($"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {text}", inner: null, answer.StatusCode);
    }
}
