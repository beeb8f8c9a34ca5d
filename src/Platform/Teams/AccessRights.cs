using System.Text.Json;
using Platform.JsonApi;

namespace Platform.Teams;

/// <summary>The single rights that somebody has in a workspace; the wire's names.</summary>
public record WorkspaceRights
{
    public RunRight Runs { get; init; }
    public VariableRight Variables { get; init; }
    public StateRight StateVersions { get; init; }
    public MockRight SentinelMocks { get; init; }

    public bool WorkspaceLocking { get; init; }

    /// <summary>Kept for clients; there are no run tasks.</summary>
    public bool RunTasks { get; init; }

    /// <summary>Kept for clients; there are no policies.</summary>
    public bool PolicyOverrides { get; init; }

    internal static WorkspaceRights Load(string? json) => json is null ? new() : JsonSerializer.Deserialize<WorkspaceRights>(json, JsonApiSerializer.Options)!;

    internal string Store() => JsonSerializer.Serialize(this, JsonApiSerializer.Options);
}

/// <summary>The single rights that somebody has in a project and its workspaces.</summary>
public sealed record ProjectRights : WorkspaceRights
{
    public SettingsRight Settings { get; init; }
    public TeamsRight Teams { get; init; }
    public VariableRight VariableSets { get; init; }
    public bool Create { get; init; }
    public bool Move { get; init; }
    public bool Delete { get; init; }

    internal static new ProjectRights Load(string? json) => json is null ? new() : JsonSerializer.Deserialize<ProjectRights>(json, JsonApiSerializer.Options)!;

    internal new string Store() => JsonSerializer.Serialize(this, JsonApiSerializer.Options);
}

/// <summary>What somebody may do with runs.</summary>
public enum RunRight
{
    Read,
    Plan,
    Apply,
}

/// <summary>What somebody may do with variables.</summary>
public enum VariableRight
{
    None,
    Read,
    Write,
}

/// <summary>What somebody may do with states.</summary>
public enum StateRight
{
    None,
    ReadOutputs,
    Read,
    Write,
}

/// <summary>Whether somebody may export plans as mocks.</summary>
public enum MockRight
{
    None,
    Read,
}

/// <summary>What somebody may do with a project itself.</summary>
public enum SettingsRight
{
    Read,
    Update,
    Delete,
}

/// <summary>What somebody may do with the access of teams to a project.</summary>
public enum TeamsRight
{
    None,
    Read,
    Manage,
}
