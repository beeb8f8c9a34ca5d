using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Organizations.Projects;

namespace Platform.Variables.Sets;

/// <summary>A variable set with all that its document shows; workspaces and projects are those that the caller may see.</summary>
public sealed record VariableSetDetails(
    VariableSet Set,
    Organization Organization,
    bool CanUpdate,
    IReadOnlyList<VariableId> Variables,
    IReadOnlyList<WorkspaceId> Workspaces,
    IReadOnlyList<ProjectId> Projects);

/// <summary>How a variable set reads on the wire (protocol.md §11.5).</summary>
internal static class VariableSetDocument
{
    public const string Type = "varsets";

    public static Resource Of(VariableSetDetails details)
    {
        var set = details.Set;
        return new Resource(
            set.Id.Value,
            Type,
            new VariableSetAttributes(
                set.Name,
                set.Description,
                set.IsGlobal,
                set.IsPriority,
                details.Variables.Count,
                details.Workspaces.Count,
                details.Projects.Count,
                set.CreatedAt,
                set.UpdatedAt,
                new VariableSetPermissions(details.CanUpdate)),
            new Dictionary<string, Relationship>
            {
                ["organization"] = Relationship.ToOne(OrganizationDocument.Type, details.Organization.Name),
                ["parent"] = set.ProjectId is { } project
                    ? Relationship.ToOne(ProjectDocument.Type, project.Value)
                    : Relationship.ToOne(OrganizationDocument.Type, details.Organization.Name),
                ["vars"] = Relationship.ToMany("vars", details.Variables.Select(id => id.Value)),
                ["workspaces"] = Relationship.ToMany("workspaces", details.Workspaces.Select(id => id.Value)),
                ["projects"] = Relationship.ToMany("projects", details.Projects.Select(id => id.Value)),
            },
            new Dictionary<string, string> { ["self"] = $"/api/v2/varsets/{set.Id}" });
    }

    [ResourceType("varsets")]
    private sealed record VariableSetAttributes(
        string Name,
        string Description,
        bool Global,
        bool Priority,
        int VarCount,
        int WorkspaceCount,
        int ProjectCount,
        DateTimeOffset CreatedAt,
        DateTimeOffset UpdatedAt,
        VariableSetPermissions Permissions);

    private sealed record VariableSetPermissions(bool CanUpdate);
}
