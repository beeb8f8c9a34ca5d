using System.Collections.Frozen;
using Platform.Contracts.Ids;
using static Platform.Access.Permission;

namespace Platform.Access;

/// <summary>The roles every installation has; each is a set of <see cref="Permission"/> in <see cref="BuiltInRoles"/>.</summary>
public enum BuiltInRole
{
    Read,
    Plan,
    Write,
    Approver,
    Auditor,
    Admin,
}

/// <summary>
/// What each built-in role may do. Read, Plan and Write each add to the one before, as the levels of the wire do (protocol.md §11.7);
/// Approver adds to Read only; Auditor sees who may do what and did what, but no state.
/// </summary>
public static class BuiltInRoles
{
    private static readonly Permission[] Read = [ReadOrganization, ReadProjects, ReadWorkspace, ReadVariables, ReadVariableSets, ReadStateOutputs, ReadState, ReadRuns];
    private static readonly Permission[] Plan = [.. Read, QueuePlans, CancelRuns];
    private static readonly Permission[] Write = [.. Plan, QueueApplies, ApplyRuns, WriteVariables, ManageVariableSets, WriteState, ReadMocks, LockWorkspace];

    private static readonly FrozenDictionary<BuiltInRole, FrozenSet<Permission>> Permissions = new Dictionary<BuiltInRole, FrozenSet<Permission>>
    {
        [BuiltInRole.Read] = Read.ToFrozenSet(),
        [BuiltInRole.Plan] = Plan.ToFrozenSet(),
        [BuiltInRole.Write] = Write.ToFrozenSet(),
        [BuiltInRole.Approver] = ((Permission[])[.. Read, ApplyRuns]).ToFrozenSet(),
        [BuiltInRole.Auditor] =
            ((Permission[])[ReadOrganization, ReadProjects, ReadWorkspace, ReadVariables, ReadVariableSets, ReadRuns, ReadAccess, ReadSecretTeams, ReadAudit]).ToFrozenSet(),
        [BuiltInRole.Admin] = Enum.GetValues<Permission>().ToFrozenSet(),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<RoleId, BuiltInRole> ById = Enum.GetValues<BuiltInRole>().ToFrozenDictionary(IdOf);

    /// <summary>All of them, from the least to the most.</summary>
    public static IReadOnlyList<BuiltInRole> All { get; } = Enum.GetValues<BuiltInRole>();

    public static FrozenSet<Permission> PermissionsOf(BuiltInRole role) => Permissions[role];

    /// <summary>The id by which grants and the wire name it, for example <c>role-read</c>.</summary>
    public static RoleId IdOf(BuiltInRole role) => new($"{RoleId.Prefix}-{NameOf(role)}");

    public static string NameOf(BuiltInRole role) => role switch
    {
        BuiltInRole.Read => "read",
        BuiltInRole.Plan => "plan",
        BuiltInRole.Write => "write",
        BuiltInRole.Approver => "approver",
        BuiltInRole.Auditor => "auditor",
        BuiltInRole.Admin => "admin",
    };

    /// <summary>One sentence for people who choose a role.</summary>
    public static string DescriptionOf(BuiltInRole role) => role switch
    {
        BuiltInRole.Read => "Sees workspaces, runs, variables that are not sensitive, and states.",
        BuiltInRole.Plan => "Reads, and starts plans and cancels runs.",
        BuiltInRole.Write => "Plans, and applies, changes variables and states, and locks workspaces.",
        BuiltInRole.Approver => "Reads, and confirms or discards what others have planned.",
        BuiltInRole.Auditor => "Sees workspaces, runs, who may do what, and the audit trail; no states, and changes nothing, but may comment.",
        BuiltInRole.Admin => "Does everything at the place where the role is given.",
    };

    /// <summary>The built-in role with this id, or null when it is none.</summary>
    public static BuiltInRole? Find(RoleId id) => ById.TryGetValue(id, out var role) ? role : null;
}
