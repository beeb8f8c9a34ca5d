using Platform.JsonApi;
using Platform.Results;

namespace Platform.Access.Roles;

/// <summary>What a caller may say about a role; what was not sent stays as it is.</summary>
public sealed record RoleSettings
{
    internal const int LongestName = 90;
    internal const int LongestDescription = 1000;

    public Optional<string?> Name { get; init; }
    public Optional<string?> Description { get; init; }

    /// <summary>Verbs such as <c>runs:plan</c>; what they imply comes with them.</summary>
    public Optional<List<string?>?> Permissions { get; init; }

    /// <summary>Checks what was sent and sets it; nothing is set when something is refused.</summary>
    internal Refusal? ApplyTo(Role role, DateTimeOffset now)
    {
        var name = Name.IsSet ? (Name.Value ?? "").Trim() : role.Name;
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
        {
            return Refusal.Invalid($"Name must be 1 to {LongestName} characters, without control characters.", "name");
        }

        if (BuiltInRoles.All.Any(builtIn => BuiltInRoles.NameOf(builtIn).Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            return Refusal.Invalid($"Name {name} belongs to a built-in role; choose another.", "name");
        }

        var description = Description.IsSet ? (Description.Value ?? "").Trim() : role.Description;
        if (AttributeText.Check(description, LongestDescription, "description") is { } bad)
        {
            return bad;
        }

        var permissions = role.Permissions;
        if (Permissions.IsSet)
        {
            var wanted = new List<Permission>();
            foreach (var verb in Permissions.Value ?? [])
            {
                if (!PermissionVerbs.TryRead(verb ?? "", out var permission))
                {
                    return Refusal.Invalid($"There is no permission {verb}; there are {string.Join(", ", PermissionVerbs.All)}.", "permissions");
                }

                wanted.Add(permission);
            }

            permissions = [.. PermissionVerbs.Of(ImpliedPermissions.With(wanted))];
        }

        if (permissions.Count == 0)
        {
            return Refusal.Invalid("A role has at least one permission.", "permissions");
        }

        (role.Name, role.NormalizedName, role.Description, role.Permissions, role.UpdatedAt) = (name, Normalize(name), description, permissions, now);
        return null;
    }

    internal static string Normalize(string name) => name.ToUpperInvariant();
}
