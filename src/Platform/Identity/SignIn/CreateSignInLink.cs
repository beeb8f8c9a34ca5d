using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Discovery;
using Platform.Identity.Tokens;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.SignIn;

/// <summary>Makes a link that signs a user in once, within a quarter of an hour: for the first administrator, and for who forgot the password.</summary>
public sealed class CreateSignInLink(
    PlatformDbContext db, UserManager<User> users, Authorizer access, IPublicAddress address, TimeProvider clock, ILogger<CreateSignInLink> log)
{
    public const string Path = "/sign-in-link";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <param name="returnUrl">The page of this site on which the user arrives; null: the start page.</param>
    public async Task<Result<Uri>> ExecuteAsync(string userName, string? returnUrl, CancellationToken cancellationToken)
    {
        if (!access.CanAdministerSite)
        {
            return Refusal.Forbidden("Only a site administrator makes sign-in links.");
        }

        if (await users.FindByNameAsync(userName) is not { IsPerson: true } user)
        {
            return Refusal.NotFound($"user {userName}");
        }

        var now = clock.GetUtcNow();
        await db.SignInLinks.Where(link => link.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        var secret = OneTimeSecret.New();
        db.SignInLinks.Add(new SignInLink { Hash = IssuedToken.HashOf(secret), UserId = user.Id, ExpiresAt = now + Lifetime });
        await db.SaveChangesAsync(cancellationToken);
        log.SignInLinkCreated(access.Caller.UserId, user.Id);
        var query = LocalUrl.IsLocal(returnUrl) ? $"?{SignInCookie.ReturnParameter}={Uri.EscapeDataString(returnUrl!)}" : "";
        return new Uri(address.Url, $"{Path}/{secret}{query}");
    }
}
