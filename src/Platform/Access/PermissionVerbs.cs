using System.Collections.Frozen;

namespace Platform.Access;

/// <summary>The words for permissions outside the code, in roles and in answers: a kind of thing, a colon, and what is done to it.</summary>
public static class PermissionVerbs
{
    private static readonly FrozenDictionary<string, Permission> ByVerb =
        Enum.GetValues<Permission>().ToFrozenDictionary(VerbOf, StringComparer.Ordinal);

    /// <summary>All of them, in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. ByVerb.Keys.Order(StringComparer.Ordinal)];

    public static string VerbOf(Permission permission) => permission switch
    {
        Permission.ReadOrganization => "organization:read",
        Permission.ManageOrganization => "organization:manage",
        Permission.CreateProjects => "projects:create",
        Permission.ReadProjects => "projects:read",
        Permission.ManageProjects => "projects:update",
        Permission.DeleteProjects => "projects:delete",
        Permission.CreateWorkspaces => "workspaces:create",
        Permission.MoveWorkspaces => "workspaces:move",
        Permission.ReadWorkspace => "workspaces:read",
        Permission.UpdateWorkspace => "workspaces:update",
        Permission.DeleteWorkspace => "workspaces:delete",
        Permission.LockWorkspace => "workspaces:lock",
        Permission.ForceUnlockWorkspace => "workspaces:force-unlock",
        Permission.ReadVariables => "variables:read",
        Permission.WriteVariables => "variables:write",
        Permission.ReadVariableSets => "variable-sets:read",
        Permission.ManageVariableSets => "variable-sets:manage",
        Permission.ReadStateOutputs => "state:read-outputs",
        Permission.ReadState => "state:read",
        Permission.WriteState => "state:write",
        Permission.ReadRuns => "runs:read",
        Permission.ReadMocks => "runs:read-mocks",
        Permission.QueuePlans => "runs:plan",
        Permission.QueueApplies => "runs:queue-apply",
        Permission.ApplyRuns => "runs:apply",
        Permission.CancelRuns => "runs:cancel",
        Permission.ForceCancelRuns => "runs:force-cancel",
        Permission.ReadAccess => "access:read",
        Permission.ManageAccess => "access:manage",
        Permission.ManageRoles => "roles:manage",
        Permission.ManageServiceAccounts => "service-accounts:manage",
        Permission.ManageTeams => "teams:manage",
        Permission.ReadSecretTeams => "teams:read-secret",
        Permission.ManageMembership => "members:manage",
        Permission.ReadAudit => "audit:read",
        Permission.ManageOrganizationAccess => "organization-access:manage",
    };

    /// <summary>Reads a verb; false when there is none of that name.</summary>
    public static bool TryRead(string verb, out Permission permission) => ByVerb.TryGetValue(verb, out permission);

    /// <summary>The verbs of a set, in alphabetical order.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<Permission> permissions) => [.. permissions.Select(VerbOf).Order(StringComparer.Ordinal)];

    /// <summary>The permissions of verbs; what a newer version stored and this one does not know is passed over.</summary>
    public static FrozenSet<Permission> Read(IEnumerable<string> verbs)
    {
        ArgumentNullException.ThrowIfNull(verbs);
        return verbs.Where(ByVerb.ContainsKey).Select(verb => ByVerb[verb]).ToFrozenSet();
    }
}
