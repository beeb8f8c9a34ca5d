using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Access;
using Platform.Identity;
using Platform.Scheduling;

namespace Platform.Server.Health;

/// <summary>Whether the process lives, and whether it can do its work. Nobody but a site administrator learns more than that.</summary>
internal static class HealthModule
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    extension(IServiceCollection services)
    {
        public IServiceCollection AddHealth()
        {
            services.AddHealthChecks()
                .AddCheck<DatabaseCheck>("database", timeout: Limit)
                .AddCheck<ObjectsCheck>("objects", timeout: Limit)
                .AddCheck<SchedulerCheck>("scheduler", timeout: Limit)
                .AddCheck<SandboxCheck>("sandbox", timeout: Limit);
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

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(report.Status == HealthStatus.Unhealthy ? "not ready\n" : "ready\n", context.RequestAborted);
        if (await IsAdministratorAsync(context))
        {
            foreach (var (name, entry) in report.Entries)
            {
                await context.Response.WriteAsync($"{name}: {entry.Description ?? "ok"}\n", context.RequestAborted);
            }
        }
    }

    private static async Task<bool> IsAdministratorAsync(HttpContext context) =>
        context.Request.Headers.Authorization.Count > 0
        && (await context.AuthenticateAsync(ApiAuthentication.Scheme)).Succeeded
        && context.RequestServices.GetRequiredService<Authorizer>().CanAdministerSite;
}
