using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Server.Health;

/// <summary>Whether the process lives, and whether it can do its work. Nobody learns more without signing in.</summary>
internal static class HealthModule
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    extension(IServiceCollection services)
    {
        public IServiceCollection AddHealth()
        {
            services.AddHealthChecks().AddCheck<DatabaseCheck>("database", timeout: Limit);
            return services;
        }
    }

    extension(IEndpointRouteBuilder app)
    {
        public void MapHealth()
        {
            app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
            app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { ResponseWriter = WriteAsync });
        }
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(report.Status == HealthStatus.Unhealthy ? "not ready\n" : "ready\n", context.RequestAborted);
    }
}
