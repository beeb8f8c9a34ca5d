using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Access;

/// <summary>Gives a user or a team a role at one place; what lies below the place inherits it (design.md §9).</summary>
/// <remarks>A grant never changes: another role at the place is another grant.</remarks>
public sealed class AccessGrant : IDecidesAccess
{
    public required AccessGrantId Id { get; init; }

    /// <summary>The person, or the account of a service account; null when a team has the role.</summary>
    public UserId? UserId { get; init; }

    public TeamId? TeamId { get; init; }

    /// <summary>One of <see cref="BuiltInRoles"/>, or a role of the organization.</summary>
    public required RoleId RoleId { get; init; }

    /// <summary>The organization the place is or lies in; null: the whole site.</summary>
    public OrganizationId? OrganizationId { get; init; }

    /// <summary>Only this project of the organization.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Only this workspace.</summary>
    public WorkspaceId? WorkspaceId { get; init; }

    /// <summary>Who gave it; null: the platform itself, or somebody who is gone.</summary>
    public UserId? CreatedByUserId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
