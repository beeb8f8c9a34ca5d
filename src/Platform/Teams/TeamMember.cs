using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Teams;

/// <summary>Says that somebody of the organization is in a team; who is only invited counts once they are there.</summary>
public sealed class TeamMember : IDecidesAccess
{
    public required TeamId TeamId { get; init; }
    public required OrganizationMembershipId MembershipId { get; init; }
}
