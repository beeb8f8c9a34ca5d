using Platform.Contracts.Ids;

namespace Platform.Workspaces;

/// <summary>A tag of a workspace; a flat tag has an empty value (protocol.md §4.1).</summary>
public sealed class WorkspaceTag
{
    public required WorkspaceId WorkspaceId { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required string Key { get; init; }
    public string Value { get; set; } = "";
}
