using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Results;
using Platform.Teams;

namespace Platform.Identity.Tokens;

/// <summary>Who may see, make and revoke which tokens.</summary>
/// <remarks>Only a person, never a token of another kind, so that a leaked one cannot beget others.</remarks>
public sealed class TokenAccess(PlatformDbContext db, Authorizer access, FindTeam teams)
{
    /// <summary>A person's tokens are for that person, and for site administrators, who must be able to revoke them.</summary>
    internal bool MaySee(UserId owner) => access.Caller.UserId == owner || access.CanAdministerSite;

    /// <summary>Nobody makes a token that speaks for somebody else, an administrator neither.</summary>
    internal bool MayMake(UserId owner) => access.Caller is { Kind: CallerKind.User, UserId: { } user } && user == owner || access.Caller.Kind == CallerKind.Platform;

    internal async ValueTask<bool> MayManageAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        access.Caller.Kind is CallerKind.User or CallerKind.Platform
        && await access.CanAsync(Permission.ManageOrganization, organization, cancellationToken);

    internal async ValueTask<bool> MayManageAsync(TeamId team, CancellationToken cancellationToken) =>
        access.Caller.Kind is CallerKind.User or CallerKind.Platform
        && (await teams.ExecuteAsync(team, cancellationToken)).Value is { MayManageTokens: true };

    private async Task<bool> MayManageAsync(ServiceAccountId id, CancellationToken cancellationToken) =>
        access.Caller.Kind is CallerKind.User or CallerKind.Platform
        && await db.ServiceAccounts.Where(a => a.Id == id).Select(a => (OrganizationId?)a.OrganizationId).FirstOrDefaultAsync(cancellationToken) is { } organization
        && await access.CanAsync(Permission.ManageServiceAccounts, organization, cancellationToken);

    /// <summary>The token, for who may see it. A run's token is nobody's to see.</summary>
    internal async Task<Result<ApiToken>> FindAsync(ApiTokenId id, CancellationToken cancellationToken)
    {
        var token = await db.ApiTokens.FirstOrDefaultAsync(t => t.Id == id, cancellationToken);
        var visible = token switch
        {
            { UserId: { } owner } => MaySee(owner),
            { TeamId: { } team } => await MayManageAsync(team, cancellationToken),
            { ServiceAccountId: { } account } => await MayManageAsync(account, cancellationToken),
            { OrganizationId: { } organization } => await MayManageAsync(organization, cancellationToken),
            _ => false,
        };
        return visible ? token! : Refusal.NotFound($"token {id}");
    }
}
