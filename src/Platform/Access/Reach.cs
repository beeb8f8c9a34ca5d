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
/// <param name="Source">Why.</param>
internal sealed record Reach(
    OrganizationId? OrganizationId, ProjectId? ProjectId, WorkspaceId? WorkspaceId, FrozenSet<Permission> Permissions, AccessSource Source)
{
    public static async Task<IReadOnlyList<Reach>> OfUserAsync(PlatformDbContext db, UserId user, CancellationToken cancellationToken)
    {
        var memberships = await (
            from membership in db.OrganizationMemberships.AsNoTracking()
            where membership.UserId == user
            join member in db.TeamMembers on membership.Id equals member.MembershipId into members
            from member in members.DefaultIfEmpty()
            join team in db.Teams on member.TeamId equals team.Id into teams
            from team in teams.DefaultIfEmpty()
            select new { membership.OrganizationId, Team = team }).ToListAsync(cancellationToken);
        var reaches = memberships.Select(m => m.OrganizationId).Distinct().Select(OfMember).ToList();
        List<Team> found = [.. memberships.Select(m => m.Team).OfType<Team>()];
        var ids = found.Select(t => t.Id).ToArray();
        reaches.AddRange((await OfGrantsAsync(
            db, found.Count == 0 ? db.AccessGrants.Where(g => g.UserId == user) : db.AccessGrants.Where(g => g.UserId == user || ids.Contains(g.TeamId!.Value)), cancellationToken))
            .Select(g => g.Reach));
        await AddTeamsAsync(reaches, db, found, cancellationToken);
        return reaches;
    }

    public static async Task<IReadOnlyList<Reach>> OfTeamAsync(PlatformDbContext db, TeamId id, CancellationToken cancellationToken)
    {
        var reaches = (await OfGrantsAsync(db, db.AccessGrants.Where(g => g.TeamId == id), cancellationToken)).Select(g => g.Reach).ToList();
        await AddTeamsAsync(reaches, db, await db.Teams.AsNoTracking().Where(t => t.Id == id).ToListAsync(cancellationToken), cancellationToken);
        return reaches;
    }

    /// <summary>What being in an organization gives: its existence is seen.</summary>
    public static Reach OfMember(OrganizationId organization) =>
        new(organization, null, null, FrozenSet<Permission>.Empty, new AccessSource(AccessSourceKind.Membership, "member"));

    /// <summary>What grants give, with the grants themselves. A role that is unknown here gives nothing.</summary>
    public static async Task<IReadOnlyList<(AccessGrant Grant, Reach Reach)>> OfGrantsAsync(
        PlatformDbContext db, IQueryable<AccessGrant> grants, CancellationToken cancellationToken)
    {
        var rows = await (
            from grant in grants.AsNoTracking()
            join role in db.Roles.AsNoTracking() on grant.RoleId equals role.Id into roles
            from role in roles.DefaultIfEmpty()
            select new { Grant = grant, Role = role }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Grant, Of(row.Grant, row.Role)))];
    }

    public static Reach Of(Team team) => new(
        team.OrganizationId, null, null, TeamRights.OfOrganization(team.IsOwners, team.OrganizationAccess),
        new AccessSource(AccessSourceKind.OrganizationAccess, team.IsOwners ? Team.OwnersName : string.Join(", ", team.OrganizationAccess), team.Id));

    public static Reach Of(TeamProjectAccess given) => new(
        given.OrganizationId, given.ProjectId, null, TeamRights.Of(given.Level, given.Rights),
        new AccessSource(AccessSourceKind.TeamProject, AccessText.Write(given.Level), given.TeamId));

    public static Reach Of(TeamWorkspaceAccess given) => new(
        given.OrganizationId, null, given.WorkspaceId, TeamRights.Of(given.Level, given.Rights),
        new AccessSource(AccessSourceKind.TeamWorkspace, AccessText.Write(given.Level), given.TeamId));

    private static Reach Of(AccessGrant grant, Roles.Role? role)
    {
        var (permissions, name) = BuiltInRoles.Find(grant.RoleId) is { } builtIn
            ? (BuiltInRoles.PermissionsOf(builtIn), BuiltInRoles.NameOf(builtIn))
            : (PermissionVerbs.Read(role?.Permissions ?? []), role?.Name ?? grant.RoleId.Value);
        return new Reach(
            grant.OrganizationId, grant.ProjectId, grant.WorkspaceId, permissions, new AccessSource(AccessSourceKind.Grant, name, grant.TeamId, grant.Id));
    }

    private static async Task AddTeamsAsync(List<Reach> reaches, PlatformDbContext db, List<Team> teams, CancellationToken cancellationToken)
    {
        if (teams.Count == 0)
        {
            return;
        }

        reaches.AddRange(teams.Select(Of));
        var ids = teams.Select(t => t.Id).ToArray();
        reaches.AddRange((await db.TeamProjects.AsNoTracking().Where(a => ids.Contains(a.TeamId)).ToListAsync(cancellationToken)).Select(Of));
        reaches.AddRange((await db.TeamWorkspaces.AsNoTracking().Where(a => ids.Contains(a.TeamId)).ToListAsync(cancellationToken)).Select(Of));
    }
}
