using Microsoft.EntityFrameworkCore;
using Platform.Identity.Tokens;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.SignIn;

/// <summary>Looks at a sign-in link without using it, for the page that asks to confirm.</summary>
/// <remarks>Mail programs and chats fetch links to preview them, so opening one must not use it up.</remarks>
public sealed class FindSignInLink(PlatformDbContext db, TimeProvider clock)
{
    internal const string Over = "This sign-in link was used already, has expired or never existed; ask for a new one.";

    public async Task<Result<SignInLinkDetails>> ExecuteAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = IssuedToken.HashOf(secret);
        var now = clock.GetUtcNow();
        var details = await (
            from link in db.SignInLinks.AsNoTracking()
            where link.Hash == hash && link.ExpiresAt > now
            join user in db.Users on link.UserId equals user.Id
            select new SignInLinkDetails(user.UserName!, user.PasswordHash != null, link.ExpiresAt)).FirstOrDefaultAsync(cancellationToken);
        return details is null ? Refusal.Gone(Over) : details;
    }
}

/// <summary>What the page of a sign-in link shows; it posts <c>secret</c>, <c>returnUrl</c> and, where there is none yet, a <c>password</c> to <c>/sign-in-link</c>.</summary>
public sealed record SignInLinkDetails(string UserName, bool HasPassword, DateTimeOffset ExpiresAt);
