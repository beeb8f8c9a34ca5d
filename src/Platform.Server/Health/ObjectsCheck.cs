using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Blobs;

namespace Platform.Server.Health;

/// <summary>The store of objects answers, if only that it has no such object.</summary>
internal sealed class ObjectsCheck(IBlobStore blobs) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // What it throws becomes "unhealthy" with the reason.
        await using var none = await blobs.OpenReadAsync("health/nothing", cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
