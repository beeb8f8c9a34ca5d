using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Access.Roles;

/// <summary>A named set of permissions that an organization made beside the built-in ones.</summary>
public sealed class Role : ConcurrentEntity, IDecidesAccess
{
    public required RoleId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required string Name { get; set; }

    /// <summary>The name in capitals, by which it is unique in the organization.</summary>
    public required string NormalizedName { get; set; }

    public string Description { get; set; } = "";

    /// <summary>Its permissions as <see cref="PermissionVerbs"/>, with all that they imply.</summary>
    public List<string> Permissions { get; set; } = [];

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
}
