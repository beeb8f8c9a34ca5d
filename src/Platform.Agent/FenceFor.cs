using Microsoft.Extensions.Logging;
using Platform.Agent.Folders;
using Platform.Agent.States;
using Platform.Contracts.Agents;
using Platform.Sandbox.Network;

namespace Platform.Agent;

/// <summary>What a job's sandbox reaches: the outside by the proxy, the platform, and its own state.</summary>
internal static class FenceFor
{
    private const int LowestPortInside = 1024;

    public static FenceOptions Of(JobDocument job, AgentSettings settings, JobFolder folder, ILogger log) => new()
    {
        UserId = settings.SandboxUserId,
        // The platform itself is often at a private address; the job's token decides what it gives.
        AllowedHosts = [.. settings.AllowedPrivateHosts, $"{job.PublicUrl.IdnHost}:{job.PublicUrl.Port}"],
        Forwards = [.. PlatformOnLoopback(job, settings), .. State(job, folder, log)],
    };

    /// <summary>A public address such as localhost:8443 means the sandbox's own loopback inside, so the same port there leads to the server.</summary>
    private static IEnumerable<PortForward> PlatformOnLoopback(JobDocument job, AgentSettings settings)
    {
        if (job.PublicUrl.IsLoopback && job.PublicUrl.Port >= LowestPortInside)
        {
            yield return PortForward.ToHost(job.PublicUrl.Port, settings.ServerUrl.IdnHost, settings.ServerUrl.Port);
        }
    }

    private static IEnumerable<PortForward> State(JobDocument job, JobFolder folder, ILogger log)
    {
        if (job.StateBackend != StateBackend.Http)
        {
            yield break;
        }

        var path = folder.Kept(JobFolder.ServedState);
        var endpoint = new StateEndpoint(path, log);
        yield return new PortForward(StateEndpoint.AddressInside.Port, cancellationToken =>
        {
            var (near, far) = DuplexStream.Connect();
            // Ends when either end is closed, at the latest with this process.
            _ = ServeAsync(endpoint, far, log, cancellationToken);
            return Task.FromResult<Stream>(near);
        });
    }

    private static async Task ServeAsync(StateEndpoint endpoint, Stream connection, ILogger log, CancellationToken cancellationToken)
    {
        await using (connection)
        {
            try
            {
                await endpoint.ServeAsync(connection, cancellationToken);
            }
            catch (Exception fault) when (fault is IOException or OperationCanceledException)
            {
                // The tool was killed in the middle of a request.
                log.StateConnectionBroke(fault.Message);
            }
        }
    }
}
