using System.Security.Claims;
using Platform.Access;
using Platform.Contracts.Ids;

namespace Platform.Identity;

/// <summary>Turns what was authenticated into the <see cref="Caller"/> that actions ask about.</summary>
public static class Callers
{
    internal const string KindClaim = "platform:kind";
    internal const string SiteAdministratorClaim = "platform:site-administrator";

    public static Caller Of(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new Caller { Kind = CallerKind.User, UserId = user.Id, UserName = user.UserName, IsSiteAdministrator = user.IsSiteAdministrator };
    }

    /// <summary>The caller of a page: who is signed in, or nobody. A page's own scope takes it from its authentication state.</summary>
    public static Caller OfSignedIn(ClaimsPrincipal? principal) =>
        principal?.Identity is { IsAuthenticated: true } identity
        && ResourceId.TryParse<UserId>(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? new Caller
            {
                Kind = CallerKind.User,
                UserId = id,
                UserName = identity.Name,
                IsSiteAdministrator = principal.HasClaim(SiteAdministratorClaim, "true"),
            }
            : Caller.Anonymous;
}
