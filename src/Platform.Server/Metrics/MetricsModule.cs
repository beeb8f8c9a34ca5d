using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Platform.Access;
using Platform.Discovery;
using Platform.Identity;
using Platform.JsonApi;

namespace Platform.Server.Metrics;

/// <summary><c>/metrics</c> for whoever scrapes, and OTLP for whoever collects.</summary>
internal static class MetricsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddMetricsOutput()
        {
            services.AddSingleton<MetricsStore>();
            services.AddHostedService(provider => provider.GetRequiredService<MetricsStore>());
            return services.AddHostedService<OtlpExport>();
        }
    }

    extension(IEndpointRouteBuilder app)
    {
        public void MapMetrics() => app.MapGet("/metrics", HandleAsync).AllowAnonymous();
    }

    private static async Task<IResult> HandleAsync(HttpContext context, MetricsStore metrics, Authorizer access, IOptions<PlatformOptions> options) =>
        IsMetricsToken(context.Request, options.Value.MetricsToken) || ((await context.AuthenticateAsync(ApiAuthentication.Scheme)).Succeeded && access.CanAdministerSite)
            ? TypedResults.Text(metrics.Write(), OpenMetricsText.MediaType, Encoding.UTF8)
            : JsonApiResults.Unauthorized;

    private static bool IsMetricsToken(HttpRequest request, string? token) =>
        !string.IsNullOrEmpty(token)
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString())), SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}")));
}
