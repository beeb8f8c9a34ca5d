using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace Platform.UnitTests.Agent;

/// <summary>A real HTTPS server that speaks the agent API for one job at a time and remembers all it was told.</summary>
internal sealed class AgentServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<LogStream, MemoryStream> _logs = new();
    private readonly ConcurrentDictionary<StopRequest, bool> _stops = new();
    private TaskCompletionSource _stopChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AgentServer(WebApplication app, string certificate)
    {
        _app = app;
        Certificate = certificate;
    }

    public string Certificate { get; }
    public Uri Url { get; private set; } = new("https://localhost");
    public byte[] Configuration { get; set; } = [];
    public byte[]? State { get; set; }
    public ConcurrentDictionary<JobArtifact, byte[]> Artifacts { get; } = new();
    public ConcurrentQueue<(bool IsFinal, byte[] Content)> States { get; } = new();
    public ConcurrentQueue<StepStarted> Steps { get; } = new();
    public ConcurrentQueue<int> LogRequestSizes { get; } = new();
    public JobReport? Report { get; private set; }

    /// <summary>Artifacts that came when the report was here already.</summary>
    public ConcurrentQueue<JobArtifact> AfterReport { get; } = new();

    /// <summary>How many heartbeats were answered.</summary>
    public int Heartbeats { get; private set; }

    public int LeaseSeconds { get; set; } = 45;

    /// <summary>While true every call answers 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>While true every call but the last state answers 410.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether the last state of a job that is gone is refused as well.</summary>
    public bool RefusesLateStates { get; set; }

    /// <summary>While true a report answers 500, and all else as ever.</summary>
    public bool FailsReports { get; set; }

    public static async Task<AgentServer> StartAsync(CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddYears(-1));
        var usable = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(usable));
        });
        var server = new AgentServer(builder.Build(), usable.ExportCertificatePem());
        server.Map();
        await server._app.StartAsync(cancellationToken);
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Url = new Uri($"https://localhost:{new Uri(address).Port}");
        return server;
    }

    public string Log(LogStream stream)
    {
        var log = _logs.GetOrAdd(stream, _ => new MemoryStream());
        lock (log)
        {
            return Encoding.UTF8.GetString(log.ToArray());
        }
    }

    public void Stop(StopRequest request)
    {
        _stops[request] = true;
        _stopChanged.TrySetResult();
    }

    public void Forget()
    {
        _logs.Clear();
        _stops.Clear();
        _stopChanged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Report = null;
        States.Clear();
        Steps.Clear();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.Use(async (context, next) =>
        {
            if (IsDown || (IsGone && (RefusesLateStates || context.Request.Query["final"] != "true")))
            {
                context.Response.StatusCode = IsGone ? 410 : 503;
                return;
            }

            if (FailsReports && context.Request.Path.Value!.EndsWith("/report", StringComparison.Ordinal))
            {
                context.Response.StatusCode = 500;
                return;
            }

            await next(context);
        });
        _app.Map(AgentRoutes.Warm, () => HttpResults.NoContent());
        var job = _app.MapGroup($"{AgentRoutes.Prefix}/jobs/{{job}}");
        job.AddEndpointFilter(async (call, next) =>
            call.HttpContext.Request.Headers.Authorization == $"Bearer {AgentJobs.Token}" ? await next(call) : HttpResults.Unauthorized());
        job.MapGet("/configuration", () => HttpResults.Bytes(Configuration));
        job.MapGet("/state", () => State is null ? HttpResults.NoContent() : HttpResults.Bytes(State));
        job.MapPut("/state", async (HttpRequest request, bool final) => States.Enqueue((final, await ReadAsync(request))));
        job.MapGet("/artifacts/{artifact}", (JobArtifact artifact) => Artifacts.TryGetValue(artifact, out var content) ? HttpResults.Bytes(content) : HttpResults.NoContent());
        job.MapPut("/artifacts/{artifact}", async (JobArtifact artifact, HttpRequest request) =>
        {
            Artifacts[artifact] = await ReadAsync(request);
            if (Report is not null)
            {
                AfterReport.Enqueue(artifact);
            }
        });
        job.MapPost("/logs/{stream}", AppendAsync);
        job.MapPost("/heartbeat", (Delegate)HeartbeatAsync);
        job.MapPost("/steps", (IReadOnlyList<StepStarted> steps) =>
        {
            foreach (var step in steps)
            {
                Steps.Enqueue(step);
            }
        });
        job.MapPost("/report", async (HttpRequest request) => { Report = await request.ReadFromJsonAsync<JobReport>(AgentJson.Options); });
    }

    private async Task<IResult> AppendAsync(LogStream stream, long offset, HttpRequest request)
    {
        var bytes = await ReadAsync(request);
        LogRequestSizes.Enqueue(bytes.Length);
        var log = _logs.GetOrAdd(stream, _ => new MemoryStream());
        lock (log)
        {
            if (offset > log.Length)
            {
                return HttpResults.Text(log.Length.ToString(CultureInfo.InvariantCulture), statusCode: 409);
            }

            var known = (int)Math.Min(bytes.Length, log.Length - offset);
            log.Write(bytes, known, bytes.Length - known);
            return HttpResults.Text(log.Length.ToString(CultureInfo.InvariantCulture));
        }
    }

    private async Task<IResult> HeartbeatAsync(HttpContext context)
    {
        await Task.WhenAny(_stopChanged.Task, Task.Delay(TimeSpan.FromSeconds(Math.Min(5, LeaseSeconds / 2.0)), context.RequestAborted));
        Heartbeats++;
        var stop = _stops.ContainsKey(StopRequest.Kill) ? StopRequest.Kill : _stops.ContainsKey(StopRequest.Interrupt) ? StopRequest.Interrupt : StopRequest.None;
        return HttpResults.Json(new JobHeartbeat(stop, LeaseSeconds), AgentJson.Options);
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content);
        return content.ToArray();
    }
}
