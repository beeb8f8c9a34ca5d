using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Identity.Tokens;
using Platform.Identity.Users;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.SignIn;

/// <summary>Uses a sign-in link up, and sets the first password of a user who has none when one was chosen with it.</summary>
public sealed class UseSignInLink(PlatformDbContext db, UserManager<User> users, IEnumerable<ISignInListener> listeners, TimeProvider clock, ILogger<UseSignInLink> log)
{
    public async Task<Result<User>> ExecuteAsync(string secret, string? password, CancellationToken cancellationToken)
    {
        var hash = IssuedToken.HashOf(secret);

        // One transaction: a password that is refused leaves the link as it was.
        var used = await db.InTransactionAsync<User>(
            async token =>
            {
                var link = await db.SignInLinks.AsNoTracking().FirstOrDefaultAsync(l => l.Hash == hash, token);
                if (link is null || await db.SignInLinks.Where(l => l.Hash == hash).ExecuteDeleteAsync(token) == 0 || link.ExpiresAt <= clock.GetUtcNow())
                {
                    return Refusal.Gone(FindSignInLink.Over);
                }

                if (await users.FindByIdAsync(link.UserId.Value) is not { } user)
                {
                    return Refusal.Gone(FindSignInLink.Over);
                }

                if (!string.IsNullOrEmpty(password) && user.PasswordHash is null && (await users.AddPasswordAsync(user, password)).Refusal is { } refusal)
                {
                    return refusal;
                }

                return user;
            },
            cancellationToken);
        if (used.Value is { } signedIn)
        {
            log.SignedInByLink(signedIn.Id);
        }

        foreach (var listener in listeners)
        {
            await (used.Value is { } user
                ? listener.SignedInAsync(user, cancellationToken)
                : listener.RefusedAsync(null, used.Refusal!.Message, cancellationToken));
        }

        return used;
    }
}
