using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Organizations;

/// <summary>Groups workspaces of an organization.</summary>
public sealed class Project : ConcurrentEntity
{
    /// <summary>Name of the project that every organization has and that cannot be deleted.</summary>
    public const string DefaultName = "Default Project";

    public required ProjectId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required string Name { get; set; }
    public string Description { get; set; } = "";

    /// <summary>Where its workspaces run that do not say it themselves; null: as the organization says.</summary>
    public ExecutionMode? DefaultExecutionMode { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
