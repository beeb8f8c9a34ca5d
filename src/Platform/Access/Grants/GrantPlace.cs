using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Access.Grants;

/// <summary>A place where roles are given, and all that the caller may do there; null for the place's parts means everything above.</summary>
internal sealed record GrantPlace(OrganizationId? OrganizationId, ProjectId? ProjectId, WorkspaceId? WorkspaceId, FrozenSet<Permission> Held)
{
    public bool MayRead => Held.Contains(Permission.ReadAccess) || Held.Contains(Permission.ManageAccess);

    public bool MayManage => Held.Contains(Permission.ManageAccess);
}

/// <summary>Finds the place that a grant is for, as far as the caller may see it.</summary>
internal sealed class FindGrantPlace(PlatformDbContext db, Authorizer access)
{
    /// <summary>The place of a grant that is there.</summary>
    public async Task<GrantPlace?> OfAsync(AccessGrant grant, CancellationToken cancellationToken) =>
        grant.WorkspaceId is { } workspace ? (await WorkspaceAsync(workspace, cancellationToken)).Value
        : grant.ProjectId is { } project ? (await ProjectAsync(project, cancellationToken)).Value
        : grant.OrganizationId is { } organization ? await OrganizationAsync(organization, cancellationToken)
        : Site();

    /// <summary>The place in an organization that a request names.</summary>
    /// <param name="organization">The organization, which the caller sees.</param>
    /// <param name="project">The id of a project in it, or null.</param>
    /// <param name="workspace">The id of a workspace in it, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<GrantPlace>> InAsync(Organization organization, string? project, string? workspace, CancellationToken cancellationToken)
    {
        if (project is not null && workspace is not null)
        {
            return Refusal.Invalid("Name a project or a workspace, not both: a role in a project reaches all its workspaces.");
        }

        Result<GrantPlace> place = workspace is not null
            ? ResourceId.TryParse<WorkspaceId>(workspace, out var workspaceId) ? await WorkspaceAsync(workspaceId, cancellationToken) : Refusal.NotFound($"workspace {workspace}")
            : project is not null
                ? ResourceId.TryParse<ProjectId>(project, out var projectId) ? await ProjectAsync(projectId, cancellationToken) : Refusal.NotFound($"project {project}")
                : await OrganizationAsync(organization.Id, cancellationToken);
        return place.Value is { } found && found.OrganizationId != organization.Id ? Refusal.NotFound(workspace is null ? $"project {project}" : $"workspace {workspace}") : place;
    }

    /// <summary>The site as a whole, where site administrators alone give roles.</summary>
    public GrantPlace Site() => new(null, null, null, access.CanAdministerSite ? BuiltInRoles.PermissionsOf(BuiltInRole.Admin) : FrozenSet<Permission>.Empty);

    private async Task<GrantPlace> OrganizationAsync(OrganizationId id, CancellationToken cancellationToken) =>
        new(id, null, null, await access.PermissionsAsync(id, cancellationToken));

    private async Task<Result<GrantPlace>> ProjectAsync(ProjectId id, CancellationToken cancellationToken)
    {
        var project = await db.Projects.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellationToken);
        return project is not null && await access.PermissionsAsync(project, cancellationToken) is var held && held.Contains(Permission.ReadProjects)
            ? new GrantPlace(project.OrganizationId, id, null, held)
            : Refusal.NotFound($"project {id}");
    }

    private async Task<Result<GrantPlace>> WorkspaceAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.AsNoTracking().FirstOrDefaultAsync(w => w.Id == id, cancellationToken);
        return workspace is not null && await access.PermissionsAsync(workspace, cancellationToken) is var held && held.Contains(Permission.ReadWorkspace)
            ? new GrantPlace(workspace.OrganizationId, null, id, held)
            : Refusal.NotFound($"workspace {id}");
    }
}
