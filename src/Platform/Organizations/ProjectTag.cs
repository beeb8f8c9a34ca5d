using Platform.Contracts.Ids;

namespace Platform.Organizations;

/// <summary>A tag of a project, which its workspaces inherit unless they have one of the same key.</summary>
public sealed class ProjectTag
{
    public required ProjectId ProjectId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required string Key { get; init; }
    public string Value { get; set; } = "";
}
