using Microsoft.Extensions.Logging;
using Platform.Agent.Server;
using Platform.Contracts.Agents;

namespace Platform.Agent.Jobs;

/// <summary>Tells the server that the agent lives and hears from it when the job must stop.</summary>
internal sealed class HeartbeatLoop(JobApi api, Lease lease, JobStop stop, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromMilliseconds(500);

    // A server that knows of a stop answers at once each time; the next one only matters if it asks for more.
    private static readonly TimeSpan AfterKnownStop = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var pause = TimeSpan.Zero;
            try
            {
                var answer = await WithinLeaseAsync(cancellationToken);
                lease.Answered(answer.LeaseSeconds);
                pause = Obey(answer.Stop);
            }
            catch (JobGoneException)
            {
                stop.Interrupt(StopReason.Gone, "The platform no longer counts on this agent for the run, so it is interrupted.");
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or System.Text.Json.JsonException or OperationCanceledException)
            {
                log.HeartbeatFailed(fault.Message);
                pause = AfterFault;
            }

            if (lease.IsOver)
            {
                stop.Interrupt(StopReason.LeaseOver, $"The platform was not reachable for {Durations.Words(lease.Length)}, so the run is interrupted; its state is kept.");
            }

            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One heartbeat, given up early when the lease ends while it is under way.</summary>
    private async Task<JobHeartbeat> WithinLeaseAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var left = lease.Length - lease.SinceAnswer;
        if (left > TimeSpan.Zero)
        {
            limit.CancelAfter(left);
        }

        return await api.HeartbeatAsync(limit.Token);
    }

    private TimeSpan Obey(StopRequest request)
    {
        switch (request)
        {
            case StopRequest.Interrupt:
                stop.Interrupt(StopReason.Canceled, "The run was canceled, so it is interrupted.");
                return AfterKnownStop;
            case StopRequest.Kill:
                stop.Kill(StopReason.Canceled, "The run was canceled by force, so it is ended at once.");
                return AfterKnownStop;
            case StopRequest.None:
            default:
                return TimeSpan.Zero;
        }
    }
}
