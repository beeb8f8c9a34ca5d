using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Platform.Access;
using Platform.Identity.Tokens;
using Platform.JsonApi;
using Platform.Results;

namespace Platform.Identity;

/// <summary>Reads the API's bearer token. A cookie is never enough for the API, so that no other site's page can call it in somebody's name.</summary>
internal sealed class ApiAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenLookup tokens, CallerAccessor accessor)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "api";
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count != 1 || TokenOf(header[0] ?? "") is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        var owner = await tokens.FindAsync(token, Context.RequestAborted);
        if (owner is null)
        {
            Logger.TokenRefused(Request.Method, Request.Path);
            return AuthenticateResult.Fail("The token is not valid.");
        }

        accessor.Caller = owner.Caller;
        return AuthenticateResult.Success(new AuthenticationTicket(owner.Principal, Scheme));
    }

    private string? TokenOf(string header)
    {
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }

        return header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && Context.GetEndpoint()?.Metadata.GetMetadata<AcceptsBasicToken>() is not null
            ? AcceptsBasicToken.PasswordOf(header.AsSpan(Basic.Length).Trim())
            : null;
    }

    // Never a challenge for a name and password: a browser would ask for them and then send them by itself, also for other sites' pages.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return JsonApiResults.Unauthorized.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        JsonApiResults.Refused(Refusal.Forbidden("A token of this kind cannot be used for this; use a user's token.")).ExecuteAsync(Context);
}
