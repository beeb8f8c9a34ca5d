using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;

namespace Platform.Audit;

/// <summary>Records what no changed row tells: attempts that were refused, and reads of what may hold secrets. The entry is written before the answer goes out.</summary>
/// <remarks>
/// 401 with a token or to change something, and 403, always; 404 when somebody wanted to change a thing that is there and that they may not see.
/// What was refused for its contents or its state (400, 409, 422) was not forbidden, and is not recorded.
/// </remarks>
internal static class RecordRequests
{
    /// <summary>Routes that give out states, plans and outputs, which hold secrets, and the trail as a whole.</summary>
    public static FrozenSet<string> Reads { get; } = new[]
    {
        "/api/v2/state-versions/{id:sv}/download", "/api/v2/state-versions/{id:sv}/json-download", "/api/v2/state-version-outputs/{id:wsout}",
        "/api/v2/plans/{id:plan}/json-output", "/api/v2/runs/{id:run}/plan/json-output", "/api/v2/plan-exports/{id:pe}/download",
        "/api/v2/organizations/{organization}/audit-trail/download", "/api/v2/admin/audit-trail/download",
        "/state/v1/{organization}/{workspace}", "/app/{organization}/workspaces/{workspace}/states/{state}.tfstate",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    extension(IApplicationBuilder app)
    {
        /// <summary>Records refused requests and sensitive reads. It comes before authentication, whose refusals it records too.</summary>
        public IApplicationBuilder UseAudit() => app.Use((context, next) =>
        {
            context.Response.OnStarting(static state => AnswerAsync((HttpContext)state), context);
            return next(context);
        });
    }

    private static Task AnswerAsync(HttpContext context)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method);
        return context.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized when !isRead || context.Request.Headers.Authorization.Count > 0 => RefuseAsync(context, onlyHidden: false),
            StatusCodes.Status403Forbidden => RefuseAsync(context, onlyHidden: false),
            StatusCodes.Status404NotFound when !isRead => RefuseAsync(context, onlyHidden: true),
            StatusCodes.Status200OK or StatusCodes.Status206PartialContent or StatusCodes.Status302Found or StatusCodes.Status307TemporaryRedirect
                when isRead && PatternOf(context) is { } pattern && Reads.Contains(pattern) => ReadAsync(context),
            _ => Task.CompletedTask,
        };
    }

    private static async Task ReadAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var thing = await FindAsync(context, services);
        await services.GetRequiredService<WriteEntry>().ExecuteAsync(
            services.GetRequiredService<CallerAccessor>().Caller,
            new Act("read", TypeOf(context, thing), thing?.Id, thing?.Place ?? default),
            context.RequestAborted);
    }

    private static async Task RefuseAsync(HttpContext context, bool onlyHidden)
    {
        var services = context.RequestServices;
        var caller = services.GetRequiredService<CallerAccessor>().Caller;
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = caller;
        var thing = await FindAsync(context, scope.ServiceProvider);
        if (onlyHidden && (thing is null || !await scope.ServiceProvider.GetRequiredService<FindNamedThing>().IsHiddenAsync(thing, context.RequestAborted)))
        {
            return;
        }

        var reason = string.Create(CultureInfo.InvariantCulture, $"{context.Response.StatusCode} to {context.Request.Method} {PatternOf(context) ?? "an unknown route"}");
        await services.GetRequiredService<WriteEntry>().RefuseAsync(
            caller,
            caller.TokenId?.Value ?? caller.UserId?.Value ?? NewEntry.AddressOf(context) ?? "",
            new Act(VerbOf(context), TypeOf(context, thing), thing?.Id, thing?.Place ?? default) { Reason = reason },
            context.RequestAborted);
    }

    private static Task<NamedThing?> FindAsync(HttpContext context, IServiceProvider services) =>
        services.GetRequiredService<FindNamedThing>().OfAsync(context.Request.RouteValues, context.RequestAborted);

    private static string? PatternOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    private static string VerbOf(HttpContext context) =>
        Literals(context) is [.., "actions", var action] ? action
        : HttpMethods.IsPost(context.Request.Method) ? "create"
        : HttpMethods.IsDelete(context.Request.Method) ? "destroy"
        : HttpMethods.IsGet(context.Request.Method) ? "read"
        : HttpMethods.IsPatch(context.Request.Method) || HttpMethods.IsPut(context.Request.Method) ? "update"
        : "other";

    /// <summary>The thing's own kind, or the last word of the route that is no verb.</summary>
    private static string TypeOf(HttpContext context, NamedThing? thing) =>
        thing?.Type ?? Literals(context).LastOrDefault(word => word is not "download")?.Replace('-', '_') ?? "request";

    private static string[] Literals(HttpContext context) => context.GetEndpoint() is RouteEndpoint endpoint
        ? [.. endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts is [RoutePatternLiteralPart literal] ? literal.Content : null).OfType<string>()]
        : [];
}
