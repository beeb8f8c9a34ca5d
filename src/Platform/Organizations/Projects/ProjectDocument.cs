using System.Collections.Frozen;
using Platform.Access;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations.Tags;

namespace Platform.Organizations.Projects;

/// <summary>A project with all that its document shows; the workspaces are those that the caller may see.</summary>
public sealed record ProjectDetails(Project Project, Organization Organization, int WorkspaceCount, int TeamCount, FrozenSet<Permission> Permissions);

/// <summary>How a project reads on the wire (protocol.md §11.2).</summary>
internal static class ProjectDocument
{
    public const string Type = "projects";

    /// <summary>Writes it.</summary>
    /// <param name="details">The project.</param>
    /// <param name="tags">Its bindings where they are shown beside it; null: only their address.</param>
    public static Resource Of(ProjectDetails details, IReadOnlyList<Resource>? tags = null)
    {
        var project = details.Project;
        var address = $"/api/v2/projects/{project.Id}";
        return new Resource(
            project.Id.Value,
            Type,
            new ProjectAttributes(
                project.Name,
                project.Description,
                project.DefaultExecutionMode ?? details.Organization.DefaultExecutionMode,
                new ProjectOverwrites(project.DefaultExecutionMode is not null, project.DefaultExecutionMode is not null),
                details.WorkspaceCount,
                details.TeamCount,
                project.CreatedAt,
                new ProjectPermissions(
                    CanRead: true,
                    CanUpdate: details.Permissions.Contains(Permission.ManageProjects),
                    CanDestroy: details.Permissions.Contains(Permission.DeleteProjects),
                    CanCreateWorkspace: details.Permissions.Contains(Permission.CreateWorkspaces),
                    CanMoveWorkspace: details.Permissions.Contains(Permission.MoveWorkspaces),
                    CanManageTags: details.Permissions.Contains(Permission.ManageProjects),
                    CanReadTeams: details.Permissions.Contains(Permission.ReadAccess),
                    CanManageTeams: details.Permissions.Contains(Permission.ManageAccess))),
            new Dictionary<string, Relationship>
            {
                ["organization"] = Relationship.ToOne(OrganizationDocument.Type, details.Organization.Name),
                ["default-agent-pool"] = Relationship.Nothing,
                ["tag-bindings"] = Relationship.Link($"{address}/tag-bindings"),
                ["effective-tag-bindings"] = tags is null
                    ? Relationship.Link($"{address}/effective-tag-bindings")
                    : Relationship.ToMany(TagDocument.EffectiveBindings, tags.Select(tag => tag.Id)),
            },
            new Dictionary<string, string> { ["self"] = address });
    }

    [ResourceType("projects")]
    private sealed record ProjectAttributes(
        string Name, string Description, ExecutionMode DefaultExecutionMode, ProjectOverwrites SettingOverwrites, int WorkspaceCount,
        int TeamCount, DateTimeOffset CreatedAt, ProjectPermissions Permissions)
    {
        public int StackCount => 0;
        public bool IsUnified => false;
        public string? AutoDestroyActivityDuration => null;
    }

    private sealed record ProjectOverwrites(bool DefaultExecutionMode, bool DefaultAgentPool);

    private sealed record ProjectPermissions(
        bool CanRead, bool CanUpdate, bool CanDestroy, bool CanCreateWorkspace, bool CanMoveWorkspace, bool CanManageTags, bool CanReadTeams, bool CanManageTeams);
}
