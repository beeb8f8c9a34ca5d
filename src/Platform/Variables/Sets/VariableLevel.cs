namespace Platform.Variables.Sets;

/// <summary>Where a value comes from, the strongest first (protocol.md §10.3); the tool itself adds two weaker ones, the files of the configuration.</summary>
internal enum VariableLevel
{
    PriorityGlobalSet,
    PriorityProjectSet,
    PriorityWorkspaceSet,
    PriorityProjectSetOfProject,
    PriorityWorkspaceSetOfProject,
    Run,
    Workspace,
    WorkspaceSetOfProject,
    ProjectSetOfProject,
    WorkspaceSet,
    ProjectSet,
    GlobalSet,
}

internal static class VariableLevels
{
    /// <summary>The level of a set; one that applies in several ways has the strongest.</summary>
    public static VariableLevel Of(AppliedSet applied) => (applied.Set.IsPriority, applied.Set.ProjectId is not null, applied) switch
    {
        (true, _, { Set.IsGlobal: true }) => VariableLevel.PriorityGlobalSet,
        (true, false, { ToProject: true }) => VariableLevel.PriorityProjectSet,
        (true, false, _) => VariableLevel.PriorityWorkspaceSet,
        (true, true, { ToProject: true }) => VariableLevel.PriorityProjectSetOfProject,
        (true, true, _) => VariableLevel.PriorityWorkspaceSetOfProject,
        (false, true, { ToWorkspace: true }) => VariableLevel.WorkspaceSetOfProject,
        (false, true, _) => VariableLevel.ProjectSetOfProject,
        (false, false, { ToWorkspace: true }) => VariableLevel.WorkspaceSet,
        (false, false, { ToProject: true }) => VariableLevel.ProjectSet,
        (false, false, _) => VariableLevel.GlobalSet,
    };
}
