using System.Collections.Frozen;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.Access.Roles;

/// <summary>A role of either kind with all that its document shows.</summary>
/// <param name="Id">Its id; of a built-in one <c>role-read</c> and the like.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">A sentence for people who choose.</param>
/// <param name="Permissions">What may be done with it.</param>
/// <param name="Row">The organization's role; null for a built-in one.</param>
/// <param name="MayChange">Whether the caller may change or delete it.</param>
public sealed record RoleDetails(RoleId Id, string Name, string Description, FrozenSet<Permission> Permissions, Role? Row, bool MayChange)
{
    internal static RoleDetails Of(BuiltInRole role) =>
        new(BuiltInRoles.IdOf(role), BuiltInRoles.NameOf(role), BuiltInRoles.DescriptionOf(role), BuiltInRoles.PermissionsOf(role), null, MayChange: false);

    /// <param name="row">The role.</param>
    /// <param name="held">What the caller may do in its organization.</param>
    internal static RoleDetails Of(Role row, FrozenSet<Permission> held)
    {
        var permissions = PermissionVerbs.Read(row.Permissions);
        return new RoleDetails(row.Id, row.Name, row.Description, permissions, row, held.Contains(Permission.ManageRoles) && held.IsSupersetOf(permissions));
    }
}

/// <summary>How a role reads on the wire. Roles are this platform's own; the form is that of its other resources.</summary>
internal static class RoleDocument
{
    public const string Type = "roles";

    public static Resource Of(RoleDetails role) => new(
        role.Id.Value,
        Type,
        new Attributes(
            role.Name, role.Description, role.Row is null, PermissionVerbs.Of(role.Permissions), role.Row?.CreatedAt, role.Row?.UpdatedAt,
            new RoleActions(role.MayChange, role.MayChange)),
        new Dictionary<string, Relationship>
        {
            ["organization"] = role.Row is { } row ? Relationship.Link($"/api/v2/organizations/{row.OrganizationId}") : Relationship.Nothing,
        },
        new Dictionary<string, string> { ["self"] = $"/api/v2/roles/{role.Id}" });

    [ResourceType(Type)]
    private sealed record Attributes(
        string Name, string Description, bool BuiltIn, IReadOnlyList<string> Permissions, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, RoleActions Actions);

    private sealed record RoleActions(bool IsUpdatable, bool IsDestroyable);
}
