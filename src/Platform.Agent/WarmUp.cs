using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Agent.Plans;
using Platform.Agent.Rehearsals;
using Platform.Contracts.Agents;
using Platform.Sandbox;

namespace Platform.Agent;

/// <summary>Does once, before a job comes, what would otherwise be slow the first time: the TLS handshake, setting up the network, and compiling the way a job takes.</summary>
/// <remarks>The way is walked with a plan of an empty configuration, <c>true</c> in the tool's place and a server that answers from memory.</remarks>
internal sealed class WarmUp(AgentSettings settings, HttpClient http, SandboxHost host, string? certificates, JobFence fence, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly string[] Programs = ["/usr/bin/true", "/bin/true"];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await Task.WhenAll(GreetServerAsync(both.Token), RehearseAsync(both.Token));
    }

    private async Task GreetServerAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(AgentRoutes.Warm, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            // The server may be starting; a cold agent is slower and nothing else.
            log.StaysCold(fault.Message);
        }
    }

    private async Task RehearseAsync(CancellationToken cancellationToken)
    {
        var program = Array.Find(Programs, File.Exists);
        if (program is null)
        {
            return;
        }

        var work = Path.Combine(settings.WorkDirectory, $"rehearsal-{Guid.NewGuid():n}");
        var stage = settings with { WorkDirectory = work, ToolDirectory = Path.Combine(work, "tools"), ToolMirror = null };
        Directory.CreateDirectory(stage.WorkDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        try
        {
            using var server = new HttpClient(new RehearsalServer()) { BaseAddress = settings.ServerUrl };
            var folder = Directory.CreateDirectory(Path.Combine(stage.ToolDirectory, "terraform", RehearsalJob.ToolVersion));
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "terraform"), program);
            var tools = ToolSearching.Of(stage, server, host, JobExecution.CacheOf(stage));
            var document = JsonSerializer.Deserialize<JobDocument>(JsonSerializer.Serialize(RehearsalJob.For(settings), AgentJson.Options), AgentJson.Options)!;
            await new JobExecution(stage, server, host, certificates, fence, clock, NullLogger.Instance).RunAsync(document, tools, cancellationToken);
            Render();
        }
        catch (Exception fault) when (fault is IOException or SandboxStartException or OperationCanceledException)
        {
            // The real job will fail with the same reason and report it; an agent that is merely cold must not die here.
            log.StaysCold(fault.Message);
        }
        finally
        {
            Directory.Delete(stage.WorkDirectory, recursive: true);
        }
    }

    /// <summary>The parts that an empty plan does not reach.</summary>
    private static void Render()
    {
        var renderer = new Rendering.EventRenderer(holdDiagnostics: false);
        foreach (var line in RehearsalJob.Events)
        {
            if (Logs.EventLine.IsClean(line.Span) && Rendering.ToolEvent.TryParse(line.Span) is { } parsed)
            {
                renderer.Render(parsed);
            }
        }

        using var plan = JsonDocument.Parse(RehearsalJob.JsonPlan);
        using var schemas = JsonDocument.Parse(RehearsalJob.Schemas);
        using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>());
        RedactedPlan.Write(plan.RootElement, schemas.RootElement, new Redaction(new byte[32]), writer);
    }
}
