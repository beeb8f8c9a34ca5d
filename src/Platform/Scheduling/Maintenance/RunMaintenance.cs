using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Quartz;

namespace Platform.Scheduling.Maintenance;

/// <summary>Runs the task that the Quartz job is named after.</summary>
[DisallowConcurrentExecution]
internal sealed class RunMaintenance(
    IServiceProvider scope, IEnumerable<MaintenanceSchedule> schedules, CallerAccessor caller, ClusterTurn turns, ILogger<RunMaintenance> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var schedule = schedules.Single(s => s.Name == context.JobDetail.Key.Name);
        await using var turn = schedule.OneNodeAtATime ? await turns.TryTakeAsync(schedule.Name, cancellationToken) : ClusterTurn.Free;
        if (turn is null)
        {
            log.OtherNodeHasTurn(schedule.Name);
            return;
        }

        caller.Caller = Caller.Platform;
        var task = (IMaintenanceTask)scope.GetRequiredService(schedule.Task);
        try
        {
            await task.RunAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            log.MaintenanceFailed(exception, schedule.Name, schedule.Every);
        }
    }
}
