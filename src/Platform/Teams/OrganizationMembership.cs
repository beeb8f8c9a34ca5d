using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Teams;

/// <summary>Says that a person belongs to an organization, or that an address is invited to.</summary>
public sealed class OrganizationMembership : IDecidesAccess
{
    public required OrganizationMembershipId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The person; null while there is nobody of the address.</summary>
    public UserId? UserId { get; set; }

    /// <summary>The address that was invited; null for who came without an invitation.</summary>
    public string? Email { get; init; }

    /// <summary><see cref="Email"/> in upper case, as addresses of users are looked up.</summary>
    public string? NormalizedEmail { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public MembershipStatus Status => UserId is null ? MembershipStatus.Invited : MembershipStatus.Active;
}

/// <summary>Whether somebody is there.</summary>
public enum MembershipStatus
{
    Active,
    Invited,
}
