using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Quartz;

namespace Platform.Scheduling;

/// <summary>The scheduler that wakes this node for phases runs, where the node carries out phases.</summary>
public sealed class SchedulerCheck([FromKeyedServices(SchedulerNames.Phases)] IScheduler phases, SchedulingSettings settings) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(!settings.FiresPhases || phases.Status == SchedulerStatus.Running
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The scheduler is {phases.Status}."));
}
