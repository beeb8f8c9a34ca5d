using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Teams;

/// <summary>Adds to memberships what their documents show; the same number of queries however many there are.</summary>
internal sealed class DescribeMemberships(PlatformDbContext db, Authorizer access, FindTeam find)
{
    public async Task<IReadOnlyList<MembershipDetails>> ExecuteAsync(IReadOnlyList<OrganizationMembership> memberships, CancellationToken cancellationToken)
    {
        var ids = memberships.Select(m => m.Id).ToArray();
        var organizations = memberships.Select(m => m.OrganizationId).Distinct().ToArray();
        var users = memberships.Select(m => m.UserId).OfType<UserId>().Distinct().ToArray();
        var names = await db.Organizations.Where(o => organizations.Contains(o.Id)).Select(o => new { o.Id, o.Name }).ToDictionaryAsync(o => o.Id, o => o.Name, cancellationToken);
        var emails = await db.Users.Where(u => users.Contains(u.Id)).Select(u => new { u.Id, u.Email }).ToDictionaryAsync(u => u.Id, u => u.Email, cancellationToken);
        var teams = new List<(OrganizationMembershipId Membership, TeamId Team)>();
        var managed = new HashSet<OrganizationId>();
        foreach (var organization in organizations)
        {
            var visible = await find.VisibleAsync(organization, cancellationToken);
            var rows = await db.TeamMembers.Where(m => ids.Contains(m.MembershipId) && visible.Any(t => t.Id == m.TeamId)).ToListAsync(cancellationToken);
            teams.AddRange(rows.Select(m => (m.MembershipId, m.TeamId)));
            if (await access.CanAsync(Permission.ManageMembership, organization, cancellationToken))
            {
                managed.Add(organization);
            }
        }

        var byMembership = teams.ToLookup(t => t.Membership, t => t.Team);
        return [.. memberships.Select(m => new MembershipDetails(
            m,
            names[m.OrganizationId],
            managed.Contains(m.OrganizationId) || m.UserId == access.Caller.UserId ? m.Email ?? (m.UserId is { } user ? emails.GetValueOrDefault(user) : null) : null,
            [.. byMembership[m.Id].OrderBy(id => id.Value, StringComparer.Ordinal)]))];
    }
}
