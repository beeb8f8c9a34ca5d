using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Runs.Phases;
using Platform.TestKit;

namespace Platform.IntegrationTests.Runs;

/// <summary>An agent that the test plays: it claims as a node does, and then speaks the agent API over HTTPS.</summary>
internal sealed class HandAgent : IDisposable
{
    private readonly HttpClient _client;

    private HandAgent(TestPlatform platform, ClaimedJob claimed)
    {
        Id = claimed.Job.Id;
        Phase = claimed.Job.Phase;
        Fence = claimed.Job.Fence;
        Run = claimed.Run.Id;
        Backend = claimed.Run.StateBackend;
        _client = platform.CreateClient(claimed.Token);
    }

    public JobId Id { get; }

    public PhaseKind Phase { get; }

    public long Fence { get; }

    public RunId Run { get; }

    public StateBackend Backend { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Takes the best waiting job.</summary>
    public static async Task<HandAgent> ClaimAsync(TestPlatform platform) =>
        await TryClaimAsync(platform) ?? throw new InvalidOperationException("No job waits.");

    /// <summary>Takes the best waiting job; null when none waits.</summary>
    public static Task<HandAgent?> TryClaimAsync(TestPlatform platform) => WithAsync<ClaimJob, HandAgent?>(
        platform, async claim => await claim.ExecuteAsync(Token) is { } claimed ? new HandAgent(platform, claimed) : null);

    /// <summary>Uses a service of the server, as the platform itself.</summary>
    public static async Task<T> WithAsync<TService, T>(TestPlatform platform, Func<TService, Task<T>> use)
        where TService : notnull
    {
        await using var scope = platform.Services!.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public static Task<T> WithDatabaseAsync<T>(TestPlatform platform, Func<PlatformDbContext, Task<T>> use) => WithAsync(platform, use);

    /// <summary>Reports that the phase ended.</summary>
    /// <returns>The status code.</returns>
    public async Task<int> ReportAsync(JobReport report)
    {
        using var answer = await _client.PostAsJsonAsync(AgentRoutes.Report(Id), report, AgentJson.Options, Token);
        return (int)answer.StatusCode;
    }

    public Task<int> SucceedAsync(bool hasChanges = true) => ReportAsync(new JobReport { Outcome = JobOutcome.Succeeded, HasChanges = hasChanges });

    public Task<int> PutStateAsync(string state, bool isFinal) => SendAsync(HttpMethod.Put, $"{AgentRoutes.State(Id)}?final={(isFinal ? "true" : "false")}", state);

    public Task<int> PutArtifactAsync(JobArtifact artifact, string content) => SendAsync(HttpMethod.Put, AgentRoutes.Artifact(Id, artifact), content);

    public Task<int> LogAsync(LogStream stream, long offset, string text) => SendAsync(HttpMethod.Post, $"{AgentRoutes.Log(Id, stream)}?offset={offset}", text);

    /// <summary>Announces a body of this length, and sends it only if the server wants it.</summary>
    /// <returns>The status code.</returns>
    public async Task<int> AnnounceAsync(HttpMethod method, string path, long length)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new AnnouncedContent(length) };
        request.Headers.ExpectContinue = true;
        using var answer = await _client.SendAsync(request, Token);
        return (int)answer.StatusCode;
    }

    public async Task<JobHeartbeat> HeartbeatAsync()
    {
        using var answer = await _client.PostAsync(new Uri(AgentRoutes.Heartbeat(Id), UriKind.Relative), content: null, Token);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JobHeartbeat>(AgentJson.Options, Token))!;
    }

    public async Task<(int Status, string Text)> GetArtifactAsync(JobArtifact artifact)
    {
        using var answer = await _client.GetAsync(new Uri(AgentRoutes.Artifact(Id, artifact), UriKind.Relative), Token);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    public void Dispose() => _client.Dispose();

    private async Task<int> SendAsync(HttpMethod method, string path, string content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(content)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await _client.SendAsync(request, Token);
        return (int)answer.StatusCode;
    }

    /// <summary>A body that nobody should ask for.</summary>
    private sealed class AnnouncedContent(long length) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            throw new InvalidOperationException($"The server wanted {length} bytes.");

        protected override bool TryComputeLength(out long announced)
        {
            announced = length;
            return true;
        }
    }
}
