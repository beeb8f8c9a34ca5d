using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Variables.Sets;

/// <summary>Variables that several workspaces have in common: all of the organization, those of some projects, or some that are named.</summary>
public sealed class VariableSet : ConcurrentEntity
{
    public required VariableSetId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The project that owns it, within which alone it can be applied; null: the organization owns it.</summary>
    public ProjectId? ProjectId { get; init; }

    public required string Name { get; set; }

    /// <summary><see cref="Name"/> in lower case, which is how it is looked up.</summary>
    public required string NormalizedName { get; set; }

    public string Description { get; set; } = "";

    /// <summary>It applies to every workspace of the organization.</summary>
    public bool IsGlobal { get; set; }

    /// <summary>Its values beat those of the workspace and of the run.</summary>
    public bool IsPriority { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A variable of a set.</summary>
public sealed class VariableSetVariable : StoredVariable
{
    public required VariableSetId VariableSetId { get; init; }
}

/// <summary>A workspace that a set is applied to by name.</summary>
public sealed class VariableSetWorkspace
{
    public required VariableSetId VariableSetId { get; init; }
    public required WorkspaceId WorkspaceId { get; init; }
}

/// <summary>A project whose workspaces, also later ones, a set is applied to.</summary>
public sealed class VariableSetProject
{
    public required VariableSetId VariableSetId { get; init; }
    public required ProjectId ProjectId { get; init; }
}
