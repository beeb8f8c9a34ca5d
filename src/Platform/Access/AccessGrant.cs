using Platform.Contracts.Ids;

namespace Platform.Access;

/// <summary>Gives a user a role at one place; what lies below the place inherits it (design.md §9).</summary>
public sealed class AccessGrant
{
    public required AccessGrantId Id { get; init; }
    public required UserId UserId { get; init; }
    public required BuiltInRole Role { get; set; }

    /// <summary>The organization the place is or lies in; null: the whole site.</summary>
    public OrganizationId? OrganizationId { get; init; }

    /// <summary>Only this project of the organization.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Only this workspace.</summary>
    public WorkspaceId? WorkspaceId { get; init; }
}

/// <summary>The roles every installation has; each is a set of <see cref="Permission"/> in <see cref="Roles"/>.</summary>
public enum BuiltInRole
{
    Read,
    Plan,
    Write,
    Approver,
    Admin,
}
