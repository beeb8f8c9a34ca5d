namespace Platform.Access;

/// <summary>One thing that somebody may or may not do.</summary>
public enum Permission
{
    ReadOrganization,
    ManageOrganization,
    CreateProjects,
    ReadProjects,
    ManageProjects,
    DeleteProjects,
    CreateWorkspaces,

    /// <summary>Into another project, and into this one from another.</summary>
    MoveWorkspaces,
    ReadWorkspace,
    UpdateWorkspace,
    DeleteWorkspace,
    LockWorkspace,
    ForceUnlockWorkspace,
    ReadVariables,
    WriteVariables,
    ReadVariableSets,
    ManageVariableSets,
    ReadStateOutputs,
    ReadState,
    WriteState,
    ReadRuns,

    /// <summary>Export a plan as mocks for Sentinel, which the wire calls the right to read mocks.</summary>
    ReadMocks,
    QueuePlans,

    /// <summary>Confirm or discard a planned run; asked of a run with auto-apply too.</summary>
    ApplyRuns,

    /// <summary>Upload a configuration and start a run that may change something.</summary>
    QueueApplies,
    CancelRuns,
    ForceCancelRuns,

    /// <summary>See who has access to an organization, a project or a workspace, and why.</summary>
    ReadAccess,

    /// <summary>Say who has access to an organization, a project or a workspace.</summary>
    ManageAccess,

    /// <summary>Make, change and delete roles of the organization.</summary>
    ManageRoles,

    /// <summary>Make, change and delete service accounts of the organization, and their tokens.</summary>
    ManageServiceAccounts,

    /// <summary>Make, change and delete teams of the organization.</summary>
    ManageTeams,

    /// <summary>Invite people into the organization, and say who is in which team.</summary>
    ManageMembership,

    /// <summary>Say what teams may do in the organization as a whole.</summary>
    ManageOrganizationAccess,
    ReadSecretTeams,

    /// <summary>Read the audit trail of the organization.</summary>
    ReadAudit,
}
