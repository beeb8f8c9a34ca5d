using System.Collections.Frozen;
using static Platform.Access.Permission;

namespace Platform.Access;

/// <summary>What each built-in role may do. Roles grow: each line adds to the one before, but <see cref="BuiltInRole.Approver"/> adds to Read only.</summary>
public static class Roles
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
        [BuiltInRole.Admin] = Enum.GetValues<Permission>().ToFrozenSet(),
    }.ToFrozenDictionary();

    public static FrozenSet<Permission> PermissionsOf(BuiltInRole role) => Permissions[role];
}
