using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Platform.Discovery;

namespace Platform.Identity.Login;

/// <summary>The routes of <c>login.v1</c>.</summary>
internal static class LoginEndpoints
{
    private const string ConsentPage = "/oauth2/consent";

    extension(IEndpointRouteBuilder root)
    {
        public void MapLogin()
        {
            // The consent page checks the request itself and shows what is wrong with it: a wrong request must not be redirected to its redirect_uri.
            root.MapGet(LoginService.AuthorizePath, (HttpRequest request) => TypedResults.Redirect(ConsentPage + AuthorizationRequest.Read(request.Query).ToQuery())).AllowAnonymous();
            root.MapPost(LoginService.AuthorizePath, DecideAsync).RequireAuthorization(IdentityPolicies.Pages);
            root.MapPost(LoginService.TokenPath, ExchangeAsync).AllowAnonymous().DisableAntiforgery().AddEndpointFilter(root.ServiceProvider.GetRequiredService<AttemptLimit>());
        }
    }

    private static async Task<IResult> DecideAsync(HttpContext context, IAntiforgery antiforgery, AllowLogin allow, DenyLogin deny, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.BadRequest();
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        var request = AuthorizationRequest.Read(form);
        var answer = form["decision"] == "allow" ? await allow.ExecuteAsync(request, cancellationToken) : deny.Execute(request);
        return answer.Value is { } callback ? TypedResults.Redirect(callback.ToString()) : TypedResults.Redirect(ConsentPage + request.ToQuery());
    }

    private static async Task<IResult> ExchangeAsync(HttpContext context, RedeemCode redeem, CancellationToken cancellationToken)
    {
        context.Response.Headers[HeaderNames.CacheControl] = "no-store";
        if (!context.Request.HasFormContentType)
        {
            return Refused("invalid_request", "Send a form.");
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        if (form["grant_type"] != "authorization_code")
        {
            return Refused("unsupported_grant_type", "grant_type must be authorization_code.");
        }

        if (form["code"] == DenyLogin.Code)
        {
            return Refused("access_denied", "The login was denied in the browser.");
        }

        var exchange = new CodeExchange(form["client_id"].ToString(), form["code"].ToString(), form["code_verifier"], form["redirect_uri"].ToString(), context.Connection.RemoteIpAddress);
        return (await redeem.ExecuteAsync(exchange, cancellationToken)).TryGet(out var issued, out var refusal)
            ? TypedResults.Json(new TokenAnswer(issued.Secret, "bearer"))
            : Refused("invalid_grant", refusal.Message);
    }

    private static JsonHttpResult<TokenRefusal> Refused(string error, string description) =>
        TypedResults.Json(new TokenRefusal(error, description), statusCode: StatusCodes.Status400BadRequest);

    // OAuth names its members with underscores, unlike the rest of what we write.
    private sealed record TokenAnswer([property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("token_type")] string TokenType);

    private sealed record TokenRefusal([property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description);
}
