using Platform.Contracts.Ids;

namespace Platform.Teams;

/// <summary>Says that somebody of the organization is in a team; who is only invited counts once they are there.</summary>
public sealed class TeamMember
{
    public required TeamId TeamId { get; init; }
    public required OrganizationMembershipId MembershipId { get; init; }
}
