using Platform.JsonApi.Description;
using Platform.JsonApi;
using Platform.Results;

namespace Platform.Teams;

/// <summary>What a client says of a team's access to a workspace. Single rights count with the level <c>custom</c> only.</summary>
[ReadsRelationship("team")]
[ReadsRelationship("workspace")]
internal sealed record WorkspaceAccessAttributes : ITeamAccessAttributes<TeamWorkspaceAccess>
{
    public Optional<string?> Access { get; init; }
    public Optional<string?> Runs { get; init; }
    public Optional<string?> Variables { get; init; }
    public Optional<string?> StateVersions { get; init; }
    public Optional<string?> SentinelMocks { get; init; }
    public Optional<bool?> WorkspaceLocking { get; init; }
    public Optional<bool?> RunTasks { get; init; }
    public Optional<bool?> PolicyOverrides { get; init; }

    public Refusal? ApplyTo(TeamWorkspaceAccess access)
    {
        var level = access.Level;
        var shown = TeamRights.Shown(access.Level, access.Rights);
        var (runs, variables, states, mocks) = (shown.Runs, shown.Variables, shown.StateVersions, shown.SentinelMocks);
        if ((AccessText.Read(Access, "access", ref level)
            ?? AccessText.Read(Runs, "runs", ref runs)
            ?? AccessText.Read(Variables, "variables", ref variables)
            ?? AccessText.Read(StateVersions, "state-versions", ref states)
            ?? AccessText.Read(SentinelMocks, "sentinel-mocks", ref mocks)) is { } bad)
        {
            return bad;
        }

        access.Level = level;
        access.Rights = level != WorkspaceLevel.Custom ? null : new WorkspaceRights
        {
            Runs = runs,
            Variables = variables,
            StateVersions = states,
            SentinelMocks = mocks,
            WorkspaceLocking = WorkspaceLocking.Value ?? shown.WorkspaceLocking,
            RunTasks = RunTasks.Value ?? shown.RunTasks,
            PolicyOverrides = PolicyOverrides.Value ?? shown.PolicyOverrides,
        }.Store();
        return null;
    }
}

/// <summary>What a client says of a team's access to a project. Single rights count with the level <c>custom</c> only.</summary>
[ReadsRelationship("team")]
[ReadsRelationship("project")]
internal sealed record ProjectAccessAttributes : ITeamAccessAttributes<TeamProjectAccess>
{
    public Optional<string?> Access { get; init; }
    public ProjectPartAttributes? ProjectAccess { get; init; }
    public WorkspacePartAttributes? WorkspaceAccess { get; init; }

    public Refusal? ApplyTo(TeamProjectAccess access)
    {
        var level = access.Level;
        var shown = TeamRights.Shown(access.Level, access.Rights);
        var (runs, variables, states, mocks) = (shown.Runs, shown.Variables, shown.StateVersions, shown.SentinelMocks);
        var (settings, teams, sets) = (shown.Settings, shown.Teams, shown.VariableSets);
        var (project, workspace) = (ProjectAccess ?? new(), WorkspaceAccess ?? new());
        if ((AccessText.Read(Access, "access", ref level)
            ?? AccessText.Read(project.Settings, "project-access/settings", ref settings)
            ?? AccessText.Read(project.Teams, "project-access/teams", ref teams)
            ?? AccessText.Read(project.VariableSets, "project-access/variable-sets", ref sets)
            ?? AccessText.Read(workspace.Runs, "workspace-access/runs", ref runs)
            ?? AccessText.Read(workspace.Variables, "workspace-access/variables", ref variables)
            ?? AccessText.Read(workspace.StateVersions, "workspace-access/state-versions", ref states)
            ?? AccessText.Read(workspace.SentinelMocks, "workspace-access/sentinel-mocks", ref mocks)) is { } bad)
        {
            return bad;
        }

        access.Level = level;
        access.Rights = level != ProjectLevel.Custom ? null : new ProjectRights
        {
            Settings = settings,
            Teams = teams,
            VariableSets = sets,
            Runs = runs,
            Variables = variables,
            StateVersions = states,
            SentinelMocks = mocks,
            WorkspaceLocking = workspace.Locking.Value ?? shown.WorkspaceLocking,
            RunTasks = workspace.RunTasks.Value ?? shown.RunTasks,
            PolicyOverrides = workspace.PolicyOverrides.Value ?? shown.PolicyOverrides,
            Create = workspace.Create.Value ?? shown.Create,
            Move = workspace.Move.Value ?? shown.Move,
            Delete = workspace.Delete.Value ?? shown.Delete,
        }.Store();
        return null;
    }
}

internal sealed record ProjectPartAttributes
{
    public Optional<string?> Settings { get; init; }
    public Optional<string?> Teams { get; init; }
    public Optional<string?> VariableSets { get; init; }
}

internal sealed record WorkspacePartAttributes
{
    public Optional<string?> Runs { get; init; }
    public Optional<string?> SentinelMocks { get; init; }
    public Optional<string?> StateVersions { get; init; }
    public Optional<string?> Variables { get; init; }
    public Optional<bool?> Create { get; init; }
    public Optional<bool?> Locking { get; init; }
    public Optional<bool?> Move { get; init; }
    public Optional<bool?> Delete { get; init; }
    public Optional<bool?> RunTasks { get; init; }
    public Optional<bool?> PolicyOverrides { get; init; }
}
