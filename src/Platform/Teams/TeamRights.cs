using System.Collections.Frozen;
using Platform.Access;
using static Platform.Access.Permission;

namespace Platform.Teams;

/// <summary>What each level of a team's access allows. Runs, states and variables ask for these permissions and know nothing of teams.</summary>
internal static class TeamRights
{
    /// <summary>What concerns the organization itself and never comes with workspaces.</summary>
    private static readonly Permission[] OfTheOrganization =
    [
        ManageOrganization, CreateProjects, ManageProjects, DeleteProjects, ManageTeams, ManageMembership, ManageOrganizationAccess, ReadSecretTeams, ReadAudit,
        ManageRoles, ManageServiceAccounts,
    ];

    /// <summary>All that can be done to workspaces, and making them.</summary>
    private static readonly Permission[] Workspaces = [.. Enum.GetValues<Permission>().Except(OfTheOrganization)];

    private static readonly Permission[] Projects = [.. Workspaces, CreateProjects, ManageProjects, DeleteProjects];

    private static readonly FrozenSet<Permission> OneWorkspace = Workspaces.ToFrozenSet();

    private static readonly FrozenSet<Permission> OneProject = Projects.Except([CreateProjects]).ToFrozenSet();

    /// <summary>The rights in an organization as a whole that mean something here; the others of the wire are kept for clients.</summary>
    private static readonly FrozenDictionary<string, Permission[]> Organization = new Dictionary<string, Permission[]>
    {
        ["read-projects"] = [ReadOrganization, ReadProjects],
        ["read-workspaces"] = [.. BuiltInRoles.PermissionsOf(BuiltInRole.Read)],
        ["manage-workspaces"] = Workspaces,
        ["manage-projects"] = Projects,
        ["manage-membership"] = [ReadOrganization, ManageMembership],
        ["manage-teams"] = [ReadOrganization, ManageMembership, ManageTeams],
        ["manage-organization-access"] = [ReadOrganization, ManageMembership, ManageTeams, ManageOrganizationAccess],
        ["access-secret-teams"] = [ReadOrganization, ReadSecretTeams],
    }.ToFrozenDictionary();

    private static readonly FrozenSet<Permission> Everything = Enum.GetValues<Permission>().ToFrozenSet();

    /// <summary>Full control of all workspaces of a project, but not of the project itself or of who may do what in it.</summary>
    private static readonly FrozenSet<Permission> Maintaining = Workspaces.Except([MoveWorkspaces, ManageAccess]).ToFrozenSet();

    /// <summary>What the wire names of a team's access to its organization; manage-policies and its like have nothing to manage yet.</summary>
    public static IReadOnlyList<string> OrganizationRights { get; } =
    [
        "manage-policies", "manage-policy-overrides", "delegate-policy-overrides", "manage-workspaces", "manage-vcs-settings", "manage-providers", "manage-modules",
        "manage-run-tasks", "manage-projects", "read-workspaces", "read-projects", "manage-membership", "manage-teams", "manage-organization-access",
        "access-secret-teams", "manage-agent-pools",
    ];

    /// <summary>What a team may do in its organization as a whole; nothing is still enough to see that the organization exists.</summary>
    public static FrozenSet<Permission> OfOrganization(bool isOwners, IEnumerable<string> access) =>
        isOwners ? Everything : access.SelectMany(right => Organization.GetValueOrDefault(right, [])).ToFrozenSet();

    public static FrozenSet<Permission> Of(WorkspaceLevel level, string? rights) => level switch
    {
        WorkspaceLevel.Read => BuiltInRoles.PermissionsOf(BuiltInRole.Read),
        WorkspaceLevel.Plan => BuiltInRoles.PermissionsOf(BuiltInRole.Plan),
        WorkspaceLevel.Write => BuiltInRoles.PermissionsOf(BuiltInRole.Write),
        WorkspaceLevel.Admin => OneWorkspace,
        WorkspaceLevel.Custom => Single(WorkspaceRights.Load(rights)).ToFrozenSet(),
    };

    public static FrozenSet<Permission> Of(ProjectLevel level, string? rights) => level switch
    {
        ProjectLevel.Read => BuiltInRoles.PermissionsOf(BuiltInRole.Read),
        ProjectLevel.Write => BuiltInRoles.PermissionsOf(BuiltInRole.Write),
        ProjectLevel.Maintain => Maintaining,
        ProjectLevel.Admin => OneProject,
        ProjectLevel.Custom => Single(ProjectRights.Load(rights)).ToFrozenSet(),
    };

    /// <summary>The single rights that a level stands for, as the wire shows them.</summary>
    public static WorkspaceRights Shown(WorkspaceLevel level, string? rights) => level switch
    {
        WorkspaceLevel.Read => new() { Variables = VariableRight.Read, StateVersions = StateRight.Read },
        WorkspaceLevel.Plan => new() { Runs = RunRight.Plan, Variables = VariableRight.Read, StateVersions = StateRight.Read },
        WorkspaceLevel.Write => new()
        {
            Runs = RunRight.Apply, Variables = VariableRight.Write, StateVersions = StateRight.Write, SentinelMocks = MockRight.Read, WorkspaceLocking = true,
        },
        WorkspaceLevel.Admin => new()
        {
            Runs = RunRight.Apply, Variables = VariableRight.Write, StateVersions = StateRight.Write, SentinelMocks = MockRight.Read, WorkspaceLocking = true,
            RunTasks = true, PolicyOverrides = true,
        },
        WorkspaceLevel.Custom => WorkspaceRights.Load(rights),
    };

    public static ProjectRights Shown(ProjectLevel level, string? rights) => level switch
    {
        ProjectLevel.Read => new() { Variables = VariableRight.Read, StateVersions = StateRight.Read, VariableSets = VariableRight.Read },
        ProjectLevel.Write => new()
        {
            Runs = RunRight.Apply, Variables = VariableRight.Write, StateVersions = StateRight.Write, SentinelMocks = MockRight.Read, WorkspaceLocking = true,
            VariableSets = VariableRight.Write,
        },
        ProjectLevel.Maintain => new()
        {
            Runs = RunRight.Apply, Variables = VariableRight.Write, StateVersions = StateRight.Write, SentinelMocks = MockRight.Read, WorkspaceLocking = true,
            VariableSets = VariableRight.Write, RunTasks = true, Create = true, Delete = true,
        },
        ProjectLevel.Admin => new()
        {
            Runs = RunRight.Apply, Variables = VariableRight.Write, StateVersions = StateRight.Write, SentinelMocks = MockRight.Read, WorkspaceLocking = true,
            VariableSets = VariableRight.Write, RunTasks = true, PolicyOverrides = true, Create = true, Move = true, Delete = true,
            Settings = SettingsRight.Delete, Teams = TeamsRight.Manage,
        },
        ProjectLevel.Custom => ProjectRights.Load(rights),
    };

    private static IEnumerable<Permission> Single(WorkspaceRights rights) =>
    [
        ReadOrganization, ReadProjects, ReadWorkspace, ReadRuns,
        .. rights.Runs is RunRight.Plan or RunRight.Apply ? (Permission[])[QueuePlans, CancelRuns] : [],
        .. rights.Runs is RunRight.Apply ? (Permission[])[QueueApplies, ApplyRuns] : [],
        .. rights.Variables is VariableRight.Read or VariableRight.Write ? (Permission[])[ReadVariables] : [],
        .. rights.Variables is VariableRight.Write ? (Permission[])[WriteVariables] : [],
        .. rights.StateVersions is not StateRight.None ? (Permission[])[ReadStateOutputs] : [],
        .. rights.StateVersions is StateRight.Read or StateRight.Write ? (Permission[])[ReadState] : [],
        .. rights.StateVersions is StateRight.Write ? (Permission[])[WriteState] : [],
        .. rights.SentinelMocks is MockRight.Read ? (Permission[])[ReadMocks] : [],
        .. rights.WorkspaceLocking ? (Permission[])[LockWorkspace] : [],
    ];

    private static IEnumerable<Permission> Single(ProjectRights rights) =>
    [
        .. Single((WorkspaceRights)rights),
        .. rights.Settings is SettingsRight.Update or SettingsRight.Delete ? (Permission[])[ManageProjects] : [],
        .. rights.Settings is SettingsRight.Delete ? (Permission[])[DeleteProjects] : [],
        .. rights.Teams is TeamsRight.Read or TeamsRight.Manage ? (Permission[])[ReadAccess] : [],
        .. rights.Teams is TeamsRight.Manage ? (Permission[])[ManageAccess] : [],
        .. rights.VariableSets is VariableRight.Read or VariableRight.Write ? (Permission[])[ReadVariableSets] : [],
        .. rights.VariableSets is VariableRight.Write ? (Permission[])[ManageVariableSets] : [],
        .. rights.Create ? (Permission[])[CreateWorkspaces] : [],
        .. rights.Move ? (Permission[])[MoveWorkspaces] : [],
        .. rights.Delete ? (Permission[])[DeleteWorkspace] : [],
    ];
}
