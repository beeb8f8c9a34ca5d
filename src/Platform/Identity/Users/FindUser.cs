using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.Users;

/// <summary>Finds a user for the user themselves, for administrators, and for whoever shares an organization with them.</summary>
public sealed class FindUser(PlatformDbContext db, Authorizer access)
{
    public async Task<Result<User>> ExecuteAsync(UserId id, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellationToken);
        return user is not null && (access.Caller.UserId == id || access.CanAdministerSite || await SharesOrganizationAsync(id, cancellationToken))
            ? user
            : Refusal.NotFound($"user {id}");
    }

    internal static async Task<IResult> HandleAsync(UserId id, FindUser find, Authorizer access, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(id, cancellationToken)).ToHttp(user => JsonApiResults.Ok(UserDocument.Of(user, access.Caller)));

    private async Task<bool> SharesOrganizationAsync(UserId id, CancellationToken cancellationToken)
    {
        var visible = await access.VisibleOrganizationsAsync(cancellationToken);
        return await visible.AnyAsync(
            organization => db.AccessGrants.Any(grant => grant.UserId == id && (grant.OrganizationId == null || grant.OrganizationId == organization.Id))
                || db.OrganizationMemberships.Any(membership => membership.UserId == id && membership.OrganizationId == organization.Id)
                || db.ServiceAccounts.Any(account => account.UserId == id && account.OrganizationId == organization.Id)
                || db.Teams.Any(team => team.ServiceUserId == id && team.OrganizationId == organization.Id),
            cancellationToken);
    }
}
