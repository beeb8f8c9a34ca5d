using System.Text.Json;
using Microsoft.Extensions.Logging;
using Platform.Agent.Folders;
using Platform.Agent.Server;
using Platform.Agent.Tools;
using Platform.Contracts.Agents;
using Platform.Sandbox;

namespace Platform.Agent;

/// <summary>The life of one agent: read settings, get warm, say <c>ready</c>, take one job, carry it out, end.</summary>
internal sealed class AgentLife(TextReader input, TextWriter output, ILogger log, TimeProvider clock)
{
    public static int Usage(TextWriter error)
    {
        error.WriteLine("The server starts this program and talks to it over standard input. By hand: Platform.Agent --check [none|fenced|open]");
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
        var certificates = CertificateBundle.Write(settings);
        await using var fence = new JobFence(settings.ServerUrl, settings, clock, log);
        await new WarmUp(settings, http, host, certificates, fence, clock, log).RunAsync(cancellationToken);
        // It may wait for hours now; what the rehearsal left is given back to the system.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        await output.WriteLineAsync("ready");
        await output.FlushAsync(cancellationToken);
        var sweeping = Task.Run(() => new LeftFolders(settings.WorkDirectory, clock, log).Sweep(), cancellationToken);
        var exitCode = await ReadAsync<JobDocument>(cancellationToken) is not { } document || await CarryOutAsync(document) ? 0 : 1;
        await sweeping;
        return exitCode;

        async Task<bool> CarryOutAsync(JobDocument job)
        {
            using var releases = new ReleaseClient();
            var tools = ToolSearching.Of(settings, releases, host, JobExecution.CacheOf(settings));
            return await new JobExecution(settings, http, host, certificates, fence, clock, log).RunAsync(job, tools, cancellationToken);
        }
    }

    private async Task<T?> ReadAsync<T>(CancellationToken cancellationToken)
        where T : class
    {
        var line = await input.ReadLineAsync(cancellationToken);
        return string.IsNullOrWhiteSpace(line) ? null : JsonSerializer.Deserialize<T>(line, AgentJson.Options);
    }
}
