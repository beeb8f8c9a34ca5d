namespace Platform.Access;

/// <summary>One thing that somebody may or may not do.</summary>
public enum Permission
{
    ReadOrganization,
    ManageOrganization,
    CreateProjects,
    ManageProjects,
    CreateWorkspaces,
    ReadWorkspace,
    UpdateWorkspace,
    DeleteWorkspace,
    LockWorkspace,
    ForceUnlockWorkspace,
    ReadVariables,
    WriteVariables,
    ReadStateOutputs,
    ReadState,
    WriteState,
    ReadRuns,
    QueuePlans,

    /// <summary>Confirm or discard a planned run; asked of a run with auto-apply too.</summary>
    ApplyRuns,

    /// <summary>Upload a configuration and start a run that may change something.</summary>
    QueueApplies,
    CancelRuns,
    ForceCancelRuns,
}
