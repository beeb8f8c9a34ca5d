using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;

namespace Platform.Agent.Server;

/// <summary>The routes of one job, with its token, retried as <see cref="AgentRoutes"/> asks.</summary>
/// <remarks>Faults of the network are retried until the token stops it, 5xx for <see cref="FaultPatience"/>; 410 is a <see cref="JobGoneException"/>; other refusals are a <see cref="ServerRefusedException"/>.</remarks>
internal sealed class JobApi(HttpClient http, JobDocument job, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>For how long a server that answers with faults is asked again: it is there, so its heartbeats alone would keep the job for ever.</summary>
    public TimeSpan FaultPatience { get; set; } = TimeSpan.FromMinutes(10);

    // Held for 5 s by the server; an answer that takes longer than this is none.
    private static readonly TimeSpan HeartbeatLimit = TimeSpan.FromSeconds(12);

    /// <summary>The configuration archive as a stream that is read while it arrives.</summary>
    public Task<HttpResponseMessage> GetConfigurationAsync(CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, AgentRoutes.Configuration(job.Id)), cancellationToken);

    /// <summary>The current state; 204 when there is none.</summary>
    public Task<HttpResponseMessage> GetStateAsync(CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, AgentRoutes.State(job.Id)), cancellationToken);

    public Task<HttpResponseMessage> GetArtifactAsync(JobArtifact artifact, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, AgentRoutes.Artifact(job.Id, artifact)), cancellationToken);

    /// <summary>Stores an artifact; <paramref name="open"/> is called again for each try.</summary>
    public async Task PutArtifactAsync(JobArtifact artifact, Func<Stream> open, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, AgentRoutes.Artifact(job.Id, artifact)) { Content = new StreamContent(open()) },
            cancellationToken);
    }

    public async Task PutStateAsync(Func<Stream> open, bool isFinal, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, $"{AgentRoutes.State(job.Id)}?final={(isFinal ? "true" : "false")}") { Content = new StreamContent(open()) },
            cancellationToken);
    }

    /// <summary>Sends log bytes and returns how long the stored log now is, which says from where to go on.</summary>
    public async Task<long> AppendLogAsync(LogStream stream, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, $"{AgentRoutes.Log(job.Id, stream)}?offset={offset.ToString(CultureInfo.InvariantCulture)}") { Content = new ReadOnlyMemoryContent(bytes) },
            cancellationToken,
            HttpStatusCode.Conflict);
        return long.Parse(await answer.Content.ReadAsStringAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    public async Task StepsStartedAsync(IReadOnlyList<StepStarted> steps, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(() => Json(AgentRoutes.Steps(job.Id), steps), cancellationToken);
    }

    public async Task ReportAsync(JobReport report, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(() => Json(AgentRoutes.Report(job.Id), report), cancellationToken);
    }

    /// <summary>One heartbeat, tried once.</summary>
    public async Task<JobHeartbeat> HeartbeatAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HeartbeatLimit);
        using var request = new HttpRequestMessage(HttpMethod.Post, AgentRoutes.Heartbeat(job.Id));
        using var answer = await SendOnceAsync(request, limit.Token);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JobHeartbeat>(AgentJson.Options, limit.Token)
            ?? throw new HttpRequestException("The server answered a heartbeat with nothing.");
    }

    private static HttpRequestMessage Json<T>(string route, T body) =>
        new(HttpMethod.Post, route) { Content = JsonContent.Create(body, options: AgentJson.Options) };

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken, HttpStatusCode? alsoFine = null)
    {
        long? faultsSince = null;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            using var request = make();
            try
            {
                var answer = await SendOnceAsync(request, cancellationToken);
                if (answer.IsSuccessStatusCode || answer.StatusCode == alsoFine)
                {
                    return answer;
                }

                using (answer)
                {
                    faultsSince ??= clock.GetTimestamp();
                    if ((int)answer.StatusCode < 500 || clock.GetElapsedTime(faultsSince.Value) > FaultPatience)
                    {
                        var path = request.RequestUri?.OriginalString.Split('?')[0];
                        throw new ServerRefusedException($"The server answered {(int)answer.StatusCode} to {request.Method} {path}.");
                    }

                    log.ServerFailed((int)answer.StatusCode, request.RequestUri);
                }
            }
            catch (HttpRequestException fault)
            {
                log.ServerUnreachable(request.RequestUri, fault.Message);
            }
            catch (IOException fault)
            {
                log.ServerUnreachable(request.RequestUri, fault.Message);
            }

            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", job.Token);
        request.Version = http.DefaultRequestVersion;
        request.VersionPolicy = http.DefaultVersionPolicy;
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Gone)
        {
            answer.Dispose();
            throw new JobGoneException();
        }

        return answer;
    }
}
