using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Teams;

/// <summary>What a team may do in one workspace.</summary>
public sealed class TeamWorkspaceAccess : ITeamAccess, IDecidesAccess
{
    public required TeamWorkspaceAccessId Id { get; init; }
    public required TeamId TeamId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required WorkspaceId WorkspaceId { get; init; }
    public WorkspaceLevel Level { get; set; }

    /// <summary>The single rights of <see cref="WorkspaceLevel.Custom"/>, as JSON; null for the other levels.</summary>
    public string? Rights { get; set; }
}

/// <summary>How much a team may do in a workspace.</summary>
public enum WorkspaceLevel
{
    Read,
    Plan,
    Write,
    Admin,
    Custom,
}
