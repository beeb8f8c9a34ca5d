using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Persistence;

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

    /// <summary>The team itself, in the name of its account; null when there is no such team any more.</summary>
    public static async Task<Caller?> OfTeamAsync(PlatformDbContext db, TeamId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await (
            from team in db.Teams.AsNoTracking()
            where team.Id == id
            join account in db.Users on team.ServiceUserId equals account.Id
            select new { team.OrganizationId, team.ServiceUserId, account.UserName }).FirstOrDefaultAsync(cancellationToken);
        return found is null
            ? null
            : new Caller { Kind = CallerKind.Team, TeamId = id, OrganizationId = found.OrganizationId, UserId = found.ServiceUserId, UserName = found.UserName };
    }

    /// <summary>The service account; null when there is no such account any more.</summary>
    public static async Task<Caller?> OfServiceAccountAsync(PlatformDbContext db, ServiceAccountId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var account = await db.ServiceAccounts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, cancellationToken);
        return account is null
            ? null
            : new Caller { Kind = CallerKind.ServiceAccount, OrganizationId = account.OrganizationId, UserId = account.UserId, UserName = account.Name };
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
