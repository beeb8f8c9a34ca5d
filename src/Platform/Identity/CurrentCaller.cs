using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Access;
using Platform.Identity.Tokens;

namespace Platform.Identity;

/// <summary>Finds out anew who speaks on a connection that may have been opened long ago: the token or the sign-in may be over since.</summary>
public sealed class CurrentCaller(TokenLookup tokens, IServiceScopeFactory scopes, IOptions<IdentityOptions> options)
{
    private const string Bearer = "Bearer ";

    /// <summary>Who speaks now; null when nobody may any more.</summary>
    public async Task<Caller?> OfAsync(HttpContext connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (connection.Request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return (await tokens.FindAsync(header.AsSpan(Bearer.Length).Trim(), cancellationToken))?.Caller;
        }

        if (Callers.OfSignedIn(connection.User).UserId is not { } id)
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().FindByIdAsync(id.Value);
        // The stamp changes with the password and when a person is signed out everywhere.
        return user is not null && connection.User.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType) == user.SecurityStamp
            ? Callers.Of(user)
            : null;
    }
}
