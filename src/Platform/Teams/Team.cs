using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Teams;

/// <summary>A group of people of an organization that is given access together.</summary>
public sealed class Team : ConcurrentEntity, IDecidesAccess
{
    /// <summary>Name of the team whose members may do everything in the organization.</summary>
    public const string OwnersName = "owners";

    public required TeamId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required string Name { get; set; }

    /// <summary>Whether its members may do everything in the organization; every organization has one such team, which stays.</summary>
    public bool IsOwners { get; init; }

    /// <summary>Who sees that it exists.</summary>
    public TeamVisibility Visibility { get; set; }

    /// <summary>Its name at an identity provider.</summary>
    public string? SsoTeamId { get; set; }

    /// <summary>Whether its members make and revoke its tokens themselves.</summary>
    public bool AllowMemberTokenManagement { get; set; } = true;

    /// <summary>What its members may do in the organization as a whole, in the wire's words.</summary>
    public List<string> OrganizationAccess { get; set; } = [];

    /// <summary>The account in whose name its tokens act, so that what they do has an author.</summary>
    public required UserId ServiceUserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Who sees that a team exists.</summary>
public enum TeamVisibility
{
    /// <summary>Its members, and who may see secret teams.</summary>
    Secret,

    /// <summary>Everybody in the organization.</summary>
    Organization,
}
