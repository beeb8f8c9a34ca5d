using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.Discovery;

public static class DiscoveryEndpoints
{
    private const string ApiPath = "/api/v2/";

    // Only what is served; clients take an announced service at its word.
    private static readonly byte[] Services = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["tfe.v2"] = ApiPath,
        ["tfe.v2.1"] = ApiPath,
        ["tfe.v2.2"] = ApiPath,
        ["state.v2"] = ApiPath,
        ["login.v1"] = new Dictionary<string, object>
        {
            ["client"] = LoginService.ClientId,
            ["grant_types"] = new[] { "authz_code" },
            ["authz"] = LoginService.AuthorizePath,
            ["token"] = LoginService.TokenPath,
            ["ports"] = new[] { LoginService.FirstPort, LoginService.LastPort },
        },
    });

    extension(IEndpointRouteBuilder root)
    {
        /// <summary>Maps service discovery and <c>ping</c>. Both answer everybody: clients send them whatever token they have, and judge the token by later requests.</summary>
        public void MapDiscovery()
        {
            root.MapGet("/.well-known/terraform.json", () => TypedResults.Bytes(Services, "application/json")).AllowAnonymous();
            root.MapGet($"{ApiPath}ping", Ping).AllowAnonymous();
        }
    }

    /// <summary>Tells the client what it may use (protocol.md §3.2). No rate limit is announced, since clients would slow themselves down to two thirds of it.</summary>
    private static Task Ping(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers["TFP-API-Version"] = "2.6";
        context.Response.Headers["X-TFE-Version"] = "v202505-1";
        return Task.CompletedTask;
    }
}
