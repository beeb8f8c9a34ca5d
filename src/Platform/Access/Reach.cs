using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Teams;

namespace Platform.Access;

/// <summary>What somebody may do at one place and below it, wherever it comes from: a grant of their own, or a team.</summary>
/// <param name="OrganizationId">The organization the place is or lies in; null: the whole site.</param>
/// <param name="ProjectId">Only this project.</param>
/// <param name="WorkspaceId">Only this workspace.</param>
/// <param name="Permissions">What may be done; a member who may do nothing still sees that the organization exists.</param>
internal sealed record Reach(OrganizationId? OrganizationId, ProjectId? ProjectId, WorkspaceId? WorkspaceId, FrozenSet<Permission> Permissions)
{
    private static readonly FrozenSet<Permission> Nothing = FrozenSet<Permission>.Empty;

    public static async Task<IReadOnlyList<Reach>> OfUserAsync(PlatformDbContext db, UserId user, CancellationToken cancellationToken)
    {
        var reaches = (await db.AccessGrants.AsNoTracking().Where(g => g.UserId == user).ToListAsync(cancellationToken))
            .Select(g => new Reach(g.OrganizationId, g.ProjectId, g.WorkspaceId, Roles.PermissionsOf(g.Role))).ToList();
        var memberships = await (
            from membership in db.OrganizationMemberships.AsNoTracking()
            where membership.UserId == user
            join member in db.TeamMembers on membership.Id equals member.MembershipId into members
            from member in members.DefaultIfEmpty()
            join team in db.Teams on member.TeamId equals team.Id into teams
            from team in teams.DefaultIfEmpty()
            select new { membership.OrganizationId, Team = team }).ToListAsync(cancellationToken);
        reaches.AddRange(memberships.Select(m => m.OrganizationId).Distinct().Select(id => new Reach(id, null, null, Nothing)));
        await AddAsync(reaches, db, [.. memberships.Select(m => m.Team).OfType<Team>()], cancellationToken);
        return reaches;
    }

    public static async Task<IReadOnlyList<Reach>> OfTeamAsync(PlatformDbContext db, TeamId id, CancellationToken cancellationToken)
    {
        var reaches = new List<Reach>();
        await AddAsync(reaches, db, await db.Teams.AsNoTracking().Where(t => t.Id == id).ToListAsync(cancellationToken), cancellationToken);
        return reaches;
    }

    private static async Task AddAsync(List<Reach> reaches, PlatformDbContext db, List<Team> teams, CancellationToken cancellationToken)
    {
        if (teams.Count == 0)
        {
            return;
        }

        reaches.AddRange(teams.Select(t => new Reach(t.OrganizationId, null, null, TeamRights.OfOrganization(t.IsOwners, t.OrganizationAccess))));
        var ids = teams.Select(t => t.Id).ToArray();
        reaches.AddRange((await db.TeamProjects.AsNoTracking().Where(a => ids.Contains(a.TeamId)).ToListAsync(cancellationToken))
            .Select(a => new Reach(a.OrganizationId, a.ProjectId, null, TeamRights.Of(a.Level, a.Rights))));
        reaches.AddRange((await db.TeamWorkspaces.AsNoTracking().Where(a => ids.Contains(a.TeamId)).ToListAsync(cancellationToken))
            .Select(a => new Reach(a.OrganizationId, null, a.WorkspaceId, TeamRights.Of(a.Level, a.Rights))));
    }
}
