using System.Collections.Frozen;
using Platform.Access;
using Platform.JsonApi;

namespace Platform.Organizations.Projects;

/// <summary>A project with all that its document shows; the workspaces are those that the caller may see.</summary>
public sealed record ProjectDetails(Project Project, string OrganizationName, int WorkspaceCount, FrozenSet<Permission> Permissions);

/// <summary>How a project reads on the wire (protocol.md §11.2).</summary>
internal static class ProjectDocument
{
    public static Resource Of(ProjectDetails details) => new(
        details.Project.Id.Value,
        "projects",
        new ProjectAttributes(
            details.Project.Name,
            details.Project.Description,
            details.WorkspaceCount,
            details.Project.CreatedAt,
            new ProjectPermissions(
                CanRead: true,
                CanUpdate: details.Permissions.Contains(Permission.ManageProjects),
                CanDestroy: details.Permissions.Contains(Permission.ManageProjects),
                CanCreateWorkspace: details.Permissions.Contains(Permission.CreateWorkspaces))),
        new Dictionary<string, Relationship> { ["organization"] = Relationship.ToOne(OrganizationDocument.Type, details.OrganizationName) },
        new Dictionary<string, string> { ["self"] = $"/api/v2/projects/{details.Project.Id}" });

    private sealed record ProjectAttributes(string Name, string Description, int WorkspaceCount, DateTimeOffset CreatedAt, ProjectPermissions Permissions)
    {
        public string DefaultExecutionMode => "remote";
        public int TeamCount => 0;
    }

    private sealed record ProjectPermissions(bool CanRead, bool CanUpdate, bool CanDestroy, bool CanCreateWorkspace);
}
