using Microsoft.Extensions.Logging;
using Platform.Agent.Folders;
using Platform.Agent.Inputs;
using Platform.Agent.Jobs;
using Platform.Agent.Logs;
using Platform.Agent.Plans;
using Platform.Agent.Rendering;
using Platform.Agent.Server;
using Platform.Agent.States;
using Platform.Agent.Steps;
using Platform.Agent.Tools;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;
using Platform.Sandbox;

namespace Platform.Agent;

/// <summary>Puts everything that one job needs together, carries it out, and cleans up behind it.</summary>
internal sealed class JobExecution(AgentSettings settings, HttpClient http, SandboxHost host, string? certificates, JobFence fence, TimeProvider clock, ILogger log)
{
    /// <summary>True when the server acknowledged the report.</summary>
    public async Task<bool> RunAsync(JobDocument document, ToolFinder tools, CancellationToken cancellationToken)
    {
        var times = new Stopwatches(clock);
        var lease = new Lease(clock);
        using var stop = new JobStop();
        var folder = new JobFolder(settings.WorkDirectory, document.Id, settings.SandboxUserId);
        bool reported, delivered;
        using (folder)
        {
            var api = new JobApi(http, document, clock, log);
            var inputs = JobInputs.Of(document, JobSandbox.ProviderCacheInside(settings), host.PathsFor(folder.Shared.Path).PrivateFiles);
            using var state = new StateKeeper(api, folder, log);
            var renderer = new EventRenderer(holdDiagnostics: document.Phase == PhaseKind.Plan);
            using var jobLog = new JobLog(
                new LogSpool(LogStream.Text, folder.Kept("text.log"), inputs.Secrets, LogSpool.DefaultLimit),
                new LogSpool(LogStream.Events, folder.Kept("events.log"), inputs.Secrets, LogSpool.DefaultLimit),
                renderer);
            await using var ownFence = fence.Fits(document) ? null : new JobFence(document.PublicUrl, settings, clock, log);
            using var endpoint = new StateEndpoint(folder.Kept(JobFolder.ServedState), log);
            (ownFence ?? fence).Serve(endpoint);
            var sandbox = new JobSandbox(host, settings, document, folder, inputs, (ownFence ?? fence).Network, certificates);
            await using var prepared = new PreparedTools(sandbox);
            var job = new Job
            {
                Document = document,
                Api = api,
                Folder = folder,
                Log = jobLog,
                Stop = stop,
                Sandbox = sandbox,
                Prepared = prepared,
                Inputs = inputs,
                Renderer = renderer,
                State = state,
                Times = times,
            };
            var engine = new Engine(clock);
            var schemas = new ProviderSchemas(engine, new OwnSchemas(host, settings, Path.Combine(CacheOf(settings), "schemas")));
            var inits = new InitCache(Path.Combine(CacheOf(settings), "init"), clock);
            times.Mark("composed");
            reported = await new JobRunner(job, lease, clock, log).RunAsync(Phases.Of(document, engine, tools, inits, schemas, clock, log), cancellationToken);
            delivered = state.IsDelivered;
        }

        CleanUp(folder, everything: reported && delivered);
        return reported;
    }

    /// <summary>What outlives a job and holds nothing that a sandbox may write.</summary>
    public static string CacheOf(AgentSettings settings) => Path.Combine(settings.WorkDirectory, "cache");

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
}
