using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Identity.Tokens;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.Login;

/// <summary>Notes that the person allows a command line to speak for them, and gives the address that tells it so.</summary>
public sealed class AllowLogin(PlatformDbContext db, Authorizer access, TimeProvider clock, ILogger<AllowLogin> log)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    public async Task<Result<Uri>> ExecuteAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Refusal is { } refusal)
        {
            return refusal;
        }

        if (access.Caller is not { Kind: CallerKind.User, UserId: { } user })
        {
            return Refusal.Forbidden("Sign in first.");
        }

        var now = clock.GetUtcNow();
        await db.AuthorizationCodes.Where(code => code.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);

        var secret = OneTimeSecret.New();
        db.AuthorizationCodes.Add(new AuthorizationCode
        {
            Hash = IssuedToken.HashOf(secret),
            UserId = user,
            ClientId = request.Parameters["client_id"],
            RedirectUri = request.RedirectUri,
            CodeChallenge = request.CodeChallenge,
            ExpiresAt = now + Lifetime,
        });
        await db.SaveChangesAsync(cancellationToken);
        log.LoginAllowed(user, request.RedirectUri);
        return request.CallbackWith(secret);
    }
}
