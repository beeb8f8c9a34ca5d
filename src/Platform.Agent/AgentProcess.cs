using System.Text.Json;
using Microsoft.Extensions.Logging;
using Platform.Agent.Folders;
using Platform.Agent.Inputs;
using Platform.Agent.Jobs;
using Platform.Agent.Logs;
using Platform.Agent.Plans;
using Platform.Agent.Rendering;
using Platform.Agent.Server;
using Platform.Agent.States;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;
using Platform.Sandbox;
using Platform.Sandbox.Network;

namespace Platform.Agent;

/// <summary>The life of one agent: read settings, get warm, say <c>ready</c>, take one job, carry it out, end.</summary>
internal sealed class AgentProcess(TextReader input, TextWriter output, ILogger log, TimeProvider clock)
{
    public static int Usage(TextWriter error)
    {
        error.WriteLine("The server starts this program and talks to it over standard input. By hand: Platform.Agent --check");
        return 64;
    }

    /// <summary>0 when the job's report was acknowledged, or when no job came.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync<AgentSettings>(cancellationToken) is not { } settings)
        {
            return 0;
        }

        using var http = ServerConnection.Open(settings);
        using var host = new SandboxHost(clock, isolated: !settings.WithoutSandbox);
        var bundle = CertificateBundle.Write(settings);
        await new WarmUp(http, clock, log).RunAsync(cancellationToken);
        await output.WriteLineAsync("ready");
        await output.FlushAsync(cancellationToken);

        return await ReadAsync<JobDocument>(cancellationToken) is { } document
            ? await CarryOutAsync(document, settings, http, host, bundle, cancellationToken)
            : 0;
    }

    private async Task<int> CarryOutAsync(JobDocument document, AgentSettings settings, HttpClient http, SandboxHost host, string? bundle, CancellationToken cancellationToken)
    {
        var times = new Stopwatches(clock);
        var lease = new Lease(clock);
        using var stop = new JobStop();
        var folder = new JobFolder(settings.WorkDirectory, document.Id, settings.SandboxUserId);
        bool reported;
        using (folder)
        {
            var api = new JobApi(http, document, clock, log);
            var inputs = JobInputs.Of(document, JobSandbox.ProviderCacheInside(settings));
            using var state = new StateKeeper(api, folder, log);
            var renderer = new EventRenderer(holdDiagnostics: document.Phase == PhaseKind.Plan);
            using var jobLog = new JobLog(
                new LogSpool(LogStream.Text, folder.Kept("text.log"), inputs.Secrets, LogSpool.DefaultLimit),
                new LogSpool(LogStream.Events, folder.Kept("events.log"), inputs.Secrets, LogSpool.DefaultLimit),
                renderer);
            await using var fence = FencedNetwork.Start(FenceFor.Of(document, settings, folder, state, log), clock);
            var job = new Job
            {
                Document = document,
                Api = api,
                Folder = folder,
                Log = jobLog,
                Stop = stop,
                Sandbox = new JobSandbox(host, settings, document, folder, inputs, fence, bundle),
                Inputs = inputs,
                Renderer = renderer,
                State = state,
                Times = times,
            };
            var engine = new Engine(clock);
            var cache = Path.Combine(settings.WorkDirectory, "cache");
            var tools = ToolSearching.Of(settings, http, host, cache, clock);
            var schemas = new ProviderSchemas(engine, Path.Combine(cache, "schemas"));
            times.Mark("composed");
            reported = await new JobRunner(job, lease, clock, log).RunAsync(Phases.Of(document.Phase, engine, tools, schemas, clock, log), cancellationToken);
        }

        CleanUp(folder, everything: reported);
        return reported ? 0 : 1;
    }

    private void CleanUp(JobFolder folder, bool everything)
    {
        try
        {
            if (everything)
            {
                folder.Delete();
            }
            else
            {
                folder.DeleteShared();
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.FolderStays(folder.Path, fault.Message);
        }
    }

    private async Task<T?> ReadAsync<T>(CancellationToken cancellationToken)
        where T : class
    {
        var line = await input.ReadLineAsync(cancellationToken);
        return string.IsNullOrWhiteSpace(line) ? null : JsonSerializer.Deserialize<T>(line, AgentJson.Options);
    }
}
