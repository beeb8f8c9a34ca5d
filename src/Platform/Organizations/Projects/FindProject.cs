using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations.Projects;

/// <summary>Finds a project for a caller who may see it. The entity is tracked, so that an action can change it.</summary>
public sealed class FindProject(PlatformDbContext db, Authorizer access)
{
    public async Task<Result<ProjectDetails>> ExecuteAsync(ProjectId id, CancellationToken cancellationToken)
    {
        var project = await db.Projects.FirstOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (project is null || !await (await access.VisibleProjectsAsync(project.OrganizationId, cancellationToken)).AnyAsync(p => p.Id == id, cancellationToken))
        {
            return Refusal.NotFound($"project {id}");
        }

        return new ProjectDetails(
            project,
            await db.Organizations.AsNoTracking().FirstAsync(o => o.Id == project.OrganizationId, cancellationToken),
            await (await access.VisibleWorkspacesAsync(project.OrganizationId, cancellationToken)).CountAsync(w => w.ProjectId == id, cancellationToken),
            await db.TeamProjects.CountAsync(a => a.ProjectId == id, cancellationToken),
            await access.PermissionsAsync(project, cancellationToken));
    }

    /// <summary>Those of an organization's projects that the caller may see, not tracked, with as few statements for many as for one.</summary>
    internal async Task<IReadOnlyList<ProjectDetails>> ManyAsync(OrganizationId organizationId, IReadOnlyCollection<ProjectId> ids, CancellationToken cancellationToken)
    {
        var workspaces = await access.VisibleWorkspacesAsync(organizationId, cancellationToken);
        var rows = await (await access.VisibleProjectsAsync(organizationId, cancellationToken)).AsNoTracking().Where(p => ids.Contains(p.Id))
            .Select(p => new { Project = p, WorkspaceCount = workspaces.Count(w => w.ProjectId == p.Id), TeamCount = db.TeamProjects.Count(a => a.ProjectId == p.Id) })
            .ToListAsync(cancellationToken);
        var organization = await db.Organizations.AsNoTracking().FirstAsync(o => o.Id == organizationId, cancellationToken);
        var projects = new List<ProjectDetails>(rows.Count);
        foreach (var row in rows)
        {
            projects.Add(new ProjectDetails(row.Project, organization, row.WorkspaceCount, row.TeamCount, await access.PermissionsAsync(row.Project, cancellationToken)));
        }

        return projects;
    }

    internal static async Task<IResult> HandleAsync(
        ProjectId id, IncludeRequest include, FindProject find, ProjectInclusions inclusions, CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(id, cancellationToken)).TryGet(out var details, out var refusal)
            || !(await inclusions.WriteAsync(include, [details], cancellationToken)).TryGet(out var written, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return JsonApiResults.Ok(written.Projects[0], written.Included);
    }
}
