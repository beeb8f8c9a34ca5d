using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Platform.Agent.Server;
using Platform.Contracts.Agents;

namespace Platform.Agent.Jobs;

/// <summary>Tells the server which steps began, for the timeline; a run does not fail for want of it.</summary>
internal sealed class StepNotes(JobApi api, TimeProvider clock, ILogger log)
{
    // The steps of a quick job follow each other within milliseconds; each as a request of its own would take the time from the job.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private readonly Channel<StepStarted> _began = Channel.CreateUnbounded<StepStarted>();

    /// <summary>Notes that a step begins now.</summary>
    public void Begin(string step) => _began.Writer.TryWrite(new StepStarted(step, clock.GetUtcNow()));

    /// <summary>Sends what is noted, until it is told to stop.</summary>
    /// <param name="stop">Canceled when the report will carry the rest.</param>
    /// <param name="cancellationToken">Canceled when nobody will take anything any more.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Gather, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                return;
            }

            if (TakeRest() is { Count: > 0 } steps)
            {
                await SendAsync(steps, cancellationToken);
            }
        }
    }

    /// <summary>What was not sent.</summary>
    public IReadOnlyList<StepStarted> TakeRest()
    {
        var steps = new List<StepStarted>();
        while (_began.Reader.TryRead(out var step))
        {
            steps.Add(step);
        }

        return steps;
    }

    private async Task SendAsync(IReadOnlyList<StepStarted> steps, CancellationToken cancellationToken)
    {
        try
        {
            await api.StepsStartedAsync(steps, cancellationToken);
        }
        catch (Exception fault) when (fault is JobGoneException or ServerRefusedException or OperationCanceledException)
        {
            log.StepsNotNoted(string.Join(", ", steps.Select(step => step.Step)), fault.Message);
        }
    }
}
