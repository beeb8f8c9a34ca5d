using System.Collections.Frozen;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Access;

namespace Platform.Identity;

/// <summary>Which routes each kind of token reaches. A user's token reaches all of the API; for the others, what is not listed is denied.</summary>
/// <remarks>This only narrows: the action behind the route still asks the <see cref="Authorizer"/>.</remarks>
internal sealed class TokenRoutes : AuthorizationHandler<TokenRoutes>, IAuthorizationRequirement
{
    /// <summary>
    /// The tool in a run's sandbox: reads its own workspace and those that share their state with it (protocol.md §8.4, §4.12). Writing state
    /// and locking are not among them: the run's tool never uses the platform as its backend, and a plan runs code of people who may only plan.
    /// </summary>
    private static readonly string[] Run =
    [
        "GET /api/v2/organizations/*/entitlement-set",
        "GET /api/v2/organizations/*/workspaces/*",
        "GET /api/v2/workspaces/*",
        "GET /api/v2/workspaces/*/current-state-version",
        "GET /api/v2/workspaces/*/current-state-version-outputs",
        "GET /api/v2/state-versions/*",
        "GET /api/v2/state-versions/*/outputs",
        "GET /api/v2/state-versions/*/download",
        "GET /api/v2/state-version-outputs/*",
    ];

    /// <summary>For the tokens of organizations, teams and service accounts: everything of the organization, but no person's account and no tokens: a leaked token must not beget another.</summary>
    private static readonly string[] OrganizationAreas =
    [
        "organizations", "projects", "workspaces", "vars", "varsets", "configuration-versions", "runs", "plans", "plan-exports", "applies", "state-versions", "state-version-outputs",
        "tags", "comments", "teams", "team-workspaces", "team-projects", "organization-memberships", "roles", "access-grants", "service-accounts", "openapi.json",
    ];

    private static readonly FrozenSet<string> RunRoutes = Run.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a token of this kind reaches the route, given as its pattern.</summary>
    public static bool Allows(CallerKind kind, string method, string pattern)
    {
        string[] segments = ["", .. pattern.Trim('/').Split('/').Select(segment => segment.StartsWith('{') ? "*" : segment)];
        return kind switch
        {
            CallerKind.User => true,
            CallerKind.Run => RunRoutes.Contains($"{method} {string.Join('/', segments)}"),
            CallerKind.Organization or CallerKind.Team or CallerKind.ServiceAccount =>
                OrganizationReaches(method, segments) || (kind == CallerKind.Organization && IsAuditTrail(method, segments)),
            CallerKind.AuditTrail => IsAuditTrail(method, segments),
            CallerKind.Anonymous or CallerKind.Platform => false,
        };
    }

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, TokenRoutes requirement)
    {
        if (context.User.FindFirst(Callers.KindClaim) is { } claim
            && Enum.TryParse<CallerKind>(claim.Value, out var kind)
            && context.Resource is HttpContext http
            && (kind == CallerKind.User || (http.GetEndpoint() is RouteEndpoint endpoint && Allows(kind, http.Request.Method, endpoint.RoutePattern.RawText ?? ""))))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    private static bool IsAuditTrail(string method, string[] segments) => HttpMethods.IsGet(method) && segments is ["", "api", "v2", "organization", "audit-trail"];

    // ["", "api", "v2", area, ...]
    private static bool OrganizationReaches(string method, string[] segments) =>
        segments is ["", "state", "v1", ..] ? true
        : segments is ["", "api", "v2", "account", "details"] ? HttpMethods.IsGet(method)
        : segments is ["", "api", "v2", var area, ..]
            && OrganizationAreas.Contains(area, StringComparer.OrdinalIgnoreCase)
            && !segments.Any(segment => segment.StartsWith("authentication-token", StringComparison.OrdinalIgnoreCase) || segment.Equals("team-tokens", StringComparison.OrdinalIgnoreCase));
}
