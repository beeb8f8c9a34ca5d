using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Teams;

/// <summary>Finds teams for a caller who may see them. The rows are tracked, so that an action can change them.</summary>
public sealed class FindTeam(PlatformDbContext db, Authorizer access)
{
    public async Task<Result<TeamDetails>> ExecuteAsync(TeamId id, CancellationToken cancellationToken)
    {
        var team = await db.Teams.FirstOrDefaultAsync(t => t.Id == id, cancellationToken);
        return team is not null && await (await VisibleAsync(team.OrganizationId, cancellationToken)).AnyAsync(t => t.Id == id, cancellationToken)
            ? (await DescribeAsync([team], cancellationToken))[0]
            : Refusal.NotFound($"team {id}");
    }

    /// <summary>The teams of an organization that the caller may see: those that everybody there sees, their own, and with the right for it the secret ones.</summary>
    internal async Task<IQueryable<Team>> VisibleAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var permissions = await access.PermissionsAsync(organization, cancellationToken);
        var all = db.Teams.Where(t => t.OrganizationId == organization);
        if (permissions.Contains(Permission.ReadSecretTeams))
        {
            return all;
        }

        if (permissions.Count == 0)
        {
            return all.Where(_ => false);
        }

        var (own, user) = (access.Caller.TeamId, access.Caller.UserId);
        return all.Where(t => t.Visibility == TeamVisibility.Organization || t.Id == own
            || db.TeamMembers.Any(m => m.TeamId == t.Id && db.OrganizationMemberships.Any(o => o.Id == m.MembershipId && o.UserId == user && user != null)));
    }

    /// <summary>Adds the members, with one query for all teams.</summary>
    internal async Task<IReadOnlyList<TeamDetails>> DescribeAsync(IReadOnlyList<Team> teams, CancellationToken cancellationToken)
    {
        var ids = teams.Select(t => t.Id).ToArray();
        var members = (await db.TeamMembers.AsNoTracking().Where(m => ids.Contains(m.TeamId))
            .Join(db.OrganizationMemberships.AsNoTracking(), m => m.MembershipId, o => o.Id, (m, o) => new { m.TeamId, Membership = o })
            .OrderBy(m => m.Membership.Id).ToListAsync(cancellationToken)).ToLookup(m => m.TeamId, m => m.Membership);
        var details = new List<TeamDetails>(teams.Count);
        foreach (var team in teams)
        {
            var isMember = access.Caller.TeamId == team.Id || (access.Caller.UserId is { } user && members[team.Id].Any(m => m.UserId == user));
            details.Add(new TeamDetails(team, [.. members[team.Id]], isMember, await access.PermissionsAsync(team.OrganizationId, cancellationToken)));
        }

        return details;
    }

    internal static async Task<IResult> HandleAsync(TeamId id, IncludeRequest include, FindTeam find, TeamInclusions inclusions, CancellationToken cancellationToken)
    {
        var refusal = TeamInclusions.Check(include);
        return refusal is not null || !(await find.ExecuteAsync(id, cancellationToken)).TryGet(out var details, out refusal)
            ? JsonApiResults.Refused(refusal)
            : JsonApiResults.Ok(TeamDocument.Of(details), await inclusions.LoadAsync(include, [details], cancellationToken));
    }
}
