using System.Collections.Frozen;
using Platform.Access;
using Platform.JsonApi.Description;
using Platform.JsonApi;

namespace Platform.Teams;

/// <summary>A team with all that its document shows.</summary>
/// <param name="Team">The row.</param>
/// <param name="Members">Who is in it, invited ones too.</param>
/// <param name="IsMember">Whether the caller is in it.</param>
/// <param name="Permissions">What the caller may do in the organization.</param>
public sealed record TeamDetails(Team Team, IReadOnlyList<OrganizationMembership> Members, bool IsMember, FrozenSet<Permission> Permissions)
{
    /// <summary>What its members may do in the organization as a whole.</summary>
    internal FrozenSet<Permission> Given => TeamRights.OfOrganization(Team.IsOwners, Team.OrganizationAccess);

    /// <summary>Nobody gives others what they may not do themselves.</summary>
    internal bool MayGive => Permissions.IsSupersetOf(Given);

    internal bool MayManageTokens =>
        MayGive && (Permissions.Contains(Permission.ManageTeams) || (IsMember && Team.AllowMemberTokenManagement));
}

/// <summary>How a team reads on the wire (protocol.md §11.7).</summary>
internal static class TeamDocument
{
    public const string Type = "teams";

    public static Resource Of(TeamDetails details)
    {
        var team = details.Team;
        var access = team.OrganizationAccess.ToHashSet(StringComparer.Ordinal);
        return new Resource(
            team.Id.Value,
            Type,
            new TeamAttributes(
                team.Name,
                team.Visibility,
                team.SsoTeamId,
                details.Members.Count(m => m.UserId is not null),
                team.AllowMemberTokenManagement,
                TeamRights.OrganizationRights.ToDictionary(right => right, right => team.IsOwners || access.Contains(right)),
                new TeamPermissions(
                    CanDestroy: !team.IsOwners && details.Permissions.Contains(Permission.ManageTeams),
                    CanUpdateMembership: details.MayGive && details.Permissions.Contains(Permission.ManageMembership),
                    CanUpdateOrganizationAccess: !team.IsOwners && details.Permissions.Contains(Permission.ManageOrganizationAccess),
                    CanUpdateApiToken: details.MayManageTokens,
                    CanUpdateVisibility: details.Permissions.Contains(Permission.ManageTeams))),
            new Dictionary<string, Relationship>
            {
                ["organization"] = Relationship.Link($"/api/v2/organizations/{team.OrganizationId}"),
                ["users"] = Relationship.ToMany("users", details.Members.Where(m => m.UserId is not null).Select(m => m.UserId!.Value.Value)),
                ["organization-memberships"] = Relationship.ToMany(MembershipDocument.Type, details.Members.Select(m => m.Id.Value)),
                ["authentication-token"] = Relationship.Link($"/api/v2/teams/{team.Id}/authentication-token"),
            },
            new Dictionary<string, string> { ["self"] = $"/api/v2/teams/{team.Id}" });
    }

    [ResourceType("teams")]
    private sealed record TeamAttributes(
        string Name, TeamVisibility Visibility, string? SsoTeamId, int UsersCount, bool AllowMemberTokenManagement,
        IReadOnlyDictionary<string, bool> OrganizationAccess, TeamPermissions Permissions);

    private sealed record TeamPermissions(bool CanDestroy, bool CanUpdateMembership, bool CanUpdateOrganizationAccess, bool CanUpdateApiToken, bool CanUpdateVisibility);
}
