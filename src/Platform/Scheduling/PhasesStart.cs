using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace Platform.Scheduling;

/// <summary>Starts the scheduler of phases once the node is known to take jobs; the triggers are shared, and one that fires where nobody takes it is lost for seconds.</summary>
internal sealed class PhasesStart([FromKeyedServices(SchedulerNames.Phases)] IScheduler phases, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await using var scope = scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<IJobRunner>().TakesJobsAsync(stoppingToken))
        {
            await phases.Start(stoppingToken);
        }
    }
}
