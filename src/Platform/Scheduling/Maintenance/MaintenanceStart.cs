using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace Platform.Scheduling.Maintenance;

/// <summary>Hands the tasks that modules registered to the scheduler; each runs for the first time once the application has started.</summary>
internal sealed class MaintenanceStart(
    [FromKeyedServices(SchedulerNames.Maintenance)] IScheduler scheduler, IEnumerable<MaintenanceSchedule> schedules) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var schedule in schedules)
        {
            var job = JobBuilder.Create<RunMaintenance>().WithIdentity(schedule.Name).Build();
            var trigger = TriggerBuilder.Create()
                .WithIdentity(schedule.Name)
                .StartNow()
                .WithSimpleSchedule(s => s.WithInterval(schedule.Every).RepeatForever().MeasureIntervalFromCompletion())
                .Build();
            await scheduler.ScheduleJob(job, trigger, cancellationToken: cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
