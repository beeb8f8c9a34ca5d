using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Events;
using Quartz.Extensibility;

namespace Platform.Scheduling;

/// <summary>Lets the scheduler of this node look for triggers when another node rang; by itself it looks only now and then.</summary>
internal sealed class PhasesWaker([FromKeyedServices(SchedulerNames.Phases)] ISchedulerSignaler phases, IEventStream events) : BackgroundService
{
    public const string Topic = "doorbell";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rings = events.Subscribe(Topic);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await rings.WaitAsync(Timeout.InfiniteTimeSpan, stoppingToken))
            {
                await phases.SignalSchedulingChange(candidateNewNextFireTimeUtc: null, stoppingToken);
            }
        }
    }
}
