using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Quartz;

namespace Platform.Scheduling;

/// <summary>The scheduler that wakes this node for phases runs, where the node carries out phases.</summary>
public sealed class SchedulerCheck([FromKeyedServices(SchedulerNames.Phases)] IScheduler phases, SchedulingSettings settings) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(phases.Status switch
        {
            _ when !settings.FiresPhases => HealthCheckResult.Healthy(),
            SchedulerStatus.Running => HealthCheckResult.Healthy(),
            SchedulerStatus.Created when settings.PostgreSqlConnectionString is not null => HealthCheckResult.Healthy("waits until this node is known to take jobs"),
            var status => HealthCheckResult.Unhealthy($"The scheduler is {status}."),
        });
}
