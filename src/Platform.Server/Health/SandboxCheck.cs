using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.Agents.Workers;
using Platform.Discovery;

namespace Platform.Server.Health;

/// <summary>Whether this node can carry out runs. One that cannot still serves, so it is ready all the same.</summary>
internal sealed class SandboxCheck(AgentCheck agent, IOptions<PlatformOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!options.Value.Has(NodeRole.Worker))
        {
            return HealthCheckResult.Healthy("not asked of this node");
        }

        var answer = agent.AnswerAsync(cancellationToken);
        if (!answer.IsCompleted)
        {
            return HealthCheckResult.Healthy("being checked");
        }

        return (await answer).Problem is { } problem ? HealthCheckResult.Degraded(problem) : HealthCheckResult.Healthy();
    }
}
