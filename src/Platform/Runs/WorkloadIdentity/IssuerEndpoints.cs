using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Platform.Agents;

namespace Platform.Runs.WorkloadIdentity;

/// <summary>How others check the tokens of runs. Both documents are for everybody, and may be kept for as long as a new key is published before it signs.</summary>
internal static class IssuerEndpoints
{
    private const string KeysPath = "/.well-known/jwks";

    private static readonly string[] Claims =
    [
        "sub", "aud", "exp", "iat", "iss", "jti", "nbf", "terraform_organization_id", "terraform_organization_name", "terraform_project_id", "terraform_project_name",
        "terraform_workspace_id", "terraform_workspace_name", "terraform_full_workspace", "terraform_run_id", "terraform_run_phase",
    ];

    extension(IEndpointRouteBuilder root)
    {
        public void MapIssuer()
        {
            root.MapGet("/.well-known/openid-configuration", Describe).AllowAnonymous();
            root.MapGet(KeysPath, ShowKeysAsync).AllowAnonymous();
        }
    }

    // The names are the standard's, which the serializer of the API would write otherwise.
    private static JsonHttpResult<Dictionary<string, object>> Describe(HttpContext context, WorkloadTokens tokens)
    {
        AllowKeeping(context);
        return TypedResults.Json(new Dictionary<string, object>
        {
            ["issuer"] = tokens.Issuer,
            ["jwks_uri"] = tokens.Issuer + KeysPath,
            ["response_types_supported"] = (string[])["id_token"],
            ["subject_types_supported"] = (string[])["public"],
            ["id_token_signing_alg_values_supported"] = (string[])[SecurityAlgorithms.RsaSha256],
            ["scopes_supported"] = (string[])["openid"],
            ["claims_supported"] = Claims,
        });
    }

    private static async Task<JsonHttpResult<Dictionary<string, object>>> ShowKeysAsync(HttpContext context, IdentityKeys keys, IOptions<SandboxOptions> sandbox, CancellationToken cancellationToken)
    {
        var shown = (await keys.PublicAsync(sandbox.Value.LongestPhase, cancellationToken)).Select(key => new Dictionary<string, string>
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = SecurityAlgorithms.RsaSha256,
            ["kid"] = key.Id,
            ["n"] = Base64UrlEncoder.Encode(key.Key.Parameters.Modulus),
            ["e"] = Base64UrlEncoder.Encode(key.Key.Parameters.Exponent),
        });
        AllowKeeping(context);
        return TypedResults.Json(new Dictionary<string, object> { ["keys"] = shown.ToArray() });
    }

    private static void AllowKeeping(HttpContext context) => context.Response.Headers.CacheControl = $"public, max-age={(int)IdentityKeys.Published.TotalSeconds}";
}
