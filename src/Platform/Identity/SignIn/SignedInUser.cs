using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Platform.Access;

namespace Platform.Identity.SignIn;

/// <summary>What the sign-in cookie says of its user.</summary>
internal sealed class SignedInUser(UserManager<User> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<User>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(Callers.KindClaim, nameof(CallerKind.User)));
        if (user.IsSiteAdministrator)
        {
            identity.AddClaim(new Claim(Callers.SiteAdministratorClaim, "true"));
        }

        return identity;
    }
}
