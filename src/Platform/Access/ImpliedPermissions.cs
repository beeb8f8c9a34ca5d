using System.Collections.Frozen;
using static Platform.Access.Permission;

namespace Platform.Access;

/// <summary>What a permission is worth nothing without: who may apply a run must see it, its workspace and its organization.</summary>
public static class ImpliedPermissions
{
    /// <summary>The permissions with all that they imply.</summary>
    public static FrozenSet<Permission> With(IEnumerable<Permission> permissions)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        var complete = new HashSet<Permission>();
        var open = new Stack<Permission>(permissions);
        while (open.TryPop(out var permission))
        {
            if (complete.Add(permission))
            {
                foreach (var implied in Of(permission))
                {
                    open.Push(implied);
                }
            }
        }

        return complete.ToFrozenSet();
    }

    private static Permission[] Of(Permission permission) => permission switch
    {
        ReadOrganization => [],
        ManageOrganization or CreateProjects or ReadProjects or ReadAccess or ManageRoles or ManageServiceAccounts or ReadSecretTeams or ReadAudit
            or ManageMembership or ReadVariableSets => [ReadOrganization],
        ManageProjects or DeleteProjects => [ReadProjects],
        CreateWorkspaces or MoveWorkspaces or ReadWorkspace => [ReadProjects],
        UpdateWorkspace or DeleteWorkspace or LockWorkspace or ReadVariables or ReadStateOutputs or ReadRuns => [ReadWorkspace],
        ForceUnlockWorkspace => [LockWorkspace],
        WriteVariables => [ReadVariables],
        ManageVariableSets => [ReadVariableSets],
        ReadState => [ReadStateOutputs],
        WriteState => [ReadState],
        ReadMocks or QueuePlans or ApplyRuns or CancelRuns => [ReadRuns],
        QueueApplies => [QueuePlans],
        ForceCancelRuns => [CancelRuns],
        ManageAccess => [ReadAccess],
        ManageTeams => [ManageMembership],
        ManageOrganizationAccess => [ManageTeams],
    };
}
