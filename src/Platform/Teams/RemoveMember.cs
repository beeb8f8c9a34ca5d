using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Teams;

/// <summary>Takes somebody, or an invitation, out of an organization with all that they were given there. Everybody may leave, but not the last owner.</summary>
internal sealed class RemoveMember(PlatformDbContext db, Authorizer access, Memberships memberships, ILogger<RemoveMember> log)
{
    public async Task<Result<Done>> ExecuteAsync(OrganizationMembershipId id, CancellationToken cancellationToken)
    {
        var removed = await db.InTransactionAsync(inner => RemoveAsync(id, inner), cancellationToken);
        if (removed.Refusal is null)
        {
            log.MemberRemoved(access.Caller.UserId, id);
        }

        return removed;
    }

    internal static async Task<IResult> HandleAsync(OrganizationMembershipId id, RemoveMember remove, CancellationToken cancellationToken) =>
        (await remove.ExecuteAsync(id, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<Done>> RemoveAsync(OrganizationMembershipId id, CancellationToken cancellationToken)
    {
        if (!(await memberships.FindAsync(id, cancellationToken)).TryGet(out var membership, out var refusal))
        {
            return refusal;
        }

        var owners = await db.Teams.FirstOrDefaultAsync(t => t.OrganizationId == membership.OrganizationId && t.IsOwners, cancellationToken);
        if (owners is not null && await db.TeamMembers.AnyAsync(m => m.TeamId == owners.Id && m.MembershipId == id, cancellationToken))
        {
            if (!memberships.IsOwn(membership) && !await access.CanAsync(Permission.ManageOrganization, membership.OrganizationId, cancellationToken))
            {
                return Refusal.Forbidden("Only an owner may take an owner out of the organization.");
            }

            var others = db.TeamMembers.Where(m => m.TeamId == owners.Id && m.MembershipId != id)
                .Join(db.OrganizationMemberships, m => m.MembershipId, o => o.Id, (m, o) => o.UserId);
            if (membership.UserId is not null && !await others.AnyAsync(user => user != null, cancellationToken))
            {
                return Refusal.Conflict("The last owner cannot leave; make somebody else an owner first.");
            }

            // Of two owners who leave at once the second one looks again.
            db.Entry(owners).State = EntityState.Modified;
        }

        if (membership.UserId is { } user)
        {
            db.AccessGrants.RemoveRange(await db.AccessGrants.Where(g => g.UserId == user && g.OrganizationId == membership.OrganizationId).ToListAsync(cancellationToken));
        }

        db.OrganizationMemberships.Remove(membership);
        return Done.Value;
    }
}
