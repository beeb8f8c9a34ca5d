using Microsoft.Extensions.Logging;
using Platform.Agent.States;
using Platform.Contracts.Agents;
using Platform.Sandbox.Network;

namespace Platform.Agent;

/// <summary>What a job's sandboxes reach: the outside by the proxy, the platform, and their own state.</summary>
/// <remarks>Setting a network up takes longer than starting a program, so it is done before the job comes, and the state is put behind it then.</remarks>
internal sealed class JobFence : IAsyncDisposable
{
    // Nobody is root inside, so lower ports cannot be offered.
    private const int LowestPortInside = 1024;

    private readonly Uri _platform;
    private readonly ILogger _log;
    private StateEndpoint? _state;

    /// <param name="platform">The address by which configurations name the platform.</param>
    public JobFence(Uri platform, AgentSettings settings, TimeProvider clock, ILogger log)
    {
        _platform = platform;
        _log = log;
        Network = FencedNetwork.Start(
            new FenceOptions
            {
                UserId = settings.SandboxUserId,
                // The platform itself is often at a private address; the job's token decides what it gives.
                AllowedHosts = [.. settings.AllowedPrivateHosts, $"{platform.IdnHost}:{platform.Port}"],
                Forwards = [.. PlatformOnLoopback(platform, settings), new PortForward(StateEndpoint.AddressInside.Port, ConnectToStateAsync)],
            },
            clock);
    }

    public FencedNetwork Network { get; }

    /// <summary>Whether this fence leads to the platform that a job's configuration names.</summary>
    public bool Fits(JobDocument job) => Uri.Compare(_platform, job.PublicUrl, UriComponents.HostAndPort, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Offers a state file to the sandboxes.</summary>
    public void Serve(StateEndpoint state) => _state = state;

    public ValueTask DisposeAsync() => Network.DisposeAsync();

    /// <summary>A public address such as localhost:8443 means the sandbox's own loopback inside, so the same port there leads to the server.</summary>
    private static IEnumerable<PortForward> PlatformOnLoopback(Uri platform, AgentSettings settings)
    {
        if (platform.IsLoopback && platform.Port >= LowestPortInside)
        {
            yield return PortForward.ToHost(platform.Port, settings.ServerUrl.IdnHost, settings.ServerUrl.Port);
        }
    }

    private Task<Stream> ConnectToStateAsync(CancellationToken cancellationToken)
    {
        var endpoint = _state ?? throw new IOException("This job's state is not served.");
        var (near, far) = DuplexStream.Connect();
        // Ends when either end is closed, at the latest with this process.
        _ = ServeAsync(endpoint, far, cancellationToken);
        return Task.FromResult<Stream>(near);
    }

    private async Task ServeAsync(StateEndpoint endpoint, Stream connection, CancellationToken cancellationToken)
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
                _log.StateConnectionBroke(fault.Message);
            }
        }
    }
}
