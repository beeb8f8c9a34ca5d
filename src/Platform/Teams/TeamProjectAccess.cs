using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Teams;

/// <summary>What a team may do in a project and in every workspace of it.</summary>
public sealed class TeamProjectAccess : ITeamAccess, IDecidesAccess
{
    public required TeamProjectAccessId Id { get; init; }
    public required TeamId TeamId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }
    public ProjectLevel Level { get; set; }

    /// <summary>The single rights of <see cref="ProjectLevel.Custom"/>, as JSON; null for the other levels.</summary>
    public string? Rights { get; set; }
}

/// <summary>How much a team may do in a project.</summary>
public enum ProjectLevel
{
    Read,
    Write,
    Maintain,
    Admin,
    Custom,
}
