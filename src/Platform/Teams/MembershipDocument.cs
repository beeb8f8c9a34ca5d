using Platform.Contracts.Ids;
using Platform.JsonApi.Description;
using Platform.JsonApi;

namespace Platform.Teams;

/// <summary>A membership with what its document shows.</summary>
public sealed record MembershipDetails(OrganizationMembership Membership, string OrganizationName, string? Email, IReadOnlyList<TeamId> Teams);

/// <summary>How a membership reads on the wire.</summary>
internal static class MembershipDocument
{
    public const string Type = "organization-memberships";

    public static Resource Of(MembershipDetails details)
    {
        var membership = details.Membership;
        return new Resource(
            membership.Id.Value,
            Type,
            new MembershipAttributes(membership.Status, details.Email, membership.CreatedAt),
            new Dictionary<string, Relationship>
            {
                ["organization"] = Relationship.ToOne("organizations", details.OrganizationName),
                ["user"] = Relationship.ToOne("users", membership.UserId?.Value),
                ["teams"] = Relationship.ToMany(TeamDocument.Type, details.Teams.Select(id => id.Value)),
            },
            new Dictionary<string, string> { ["self"] = $"/api/v2/organization-memberships/{membership.Id}" });
    }

    [ResourceType("organization-memberships")]
    private sealed record MembershipAttributes(MembershipStatus Status, string? Email, DateTimeOffset CreatedAt);
}
