using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Agent.Rehearsals;
using Platform.Agent.Tools;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;
using Platform.Sandbox;

namespace Platform.Agent;

/// <summary>Does once, before a job comes, what would otherwise be slow the first time: the TLS handshake, setting up the network, and compiling the way a job takes.</summary>
/// <remarks>The way is walked with a plan and an apply of an empty configuration, a script in the tool's place and a server that answers from memory.</remarks>
internal sealed class WarmUp(AgentSettings settings, HttpClient http, SandboxHost host, string? certificates, JobFence fence, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await Task.WhenAll(GreetServerAsync(both.Token), settings.Rehearses ? RehearseAsync(both.Token) : Task.CompletedTask);
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
        var work = Path.Combine(settings.WorkDirectory, $"rehearsal-{Guid.NewGuid():n}");
        var stage = settings with { WorkDirectory = work, ToolDirectory = Path.Combine(work, "tools"), DownloadsTools = false };
        Directory.CreateDirectory(stage.WorkDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        try
        {
            using var server = new HttpClient(new RehearsalServer(http)) { BaseAddress = settings.ServerUrl };
            RehearsalTool.WriteTo(stage.ToolDirectory);
            using var releases = new ReleaseClient();
            var tools = ToolSearching.Of(stage, releases, host, JobExecution.CacheOf(stage));
            foreach (var phase in Enum.GetValues<PhaseKind>())
            {
                var document = JsonSerializer.Deserialize<JobDocument>(JsonSerializer.Serialize(RehearsalJob.For(settings, phase), AgentJson.Options), AgentJson.Options)!;
                await new JobExecution(stage, server, host, certificates, fence, clock, NullLogger.Instance).RunAsync(document, tools, cancellationToken);
            }
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
}
