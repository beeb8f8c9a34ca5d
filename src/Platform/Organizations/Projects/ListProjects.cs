using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.JsonApi;
using Platform.Results;

namespace Platform.Organizations.Projects;

/// <summary>Some of the projects that were asked for, and how many there are in all.</summary>
public sealed record ProjectPage(IReadOnlyList<ProjectDetails> Projects, int TotalCount);

/// <summary>Lists the projects of an organization that the caller may see.</summary>
public sealed class ListProjects(Authorizer access, FindOrganization organizations)
{
    /// <summary>Lists them by name.</summary>
    /// <param name="organizationNameOrId">The organization.</param>
    /// <param name="names">Only these names; empty for all.</param>
    /// <param name="search">Part of the name; null for all.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">How many to show at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<ProjectPage>> ExecuteAsync(
        string organizationNameOrId, IReadOnlyList<string> names, string? search, int skip, int take, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        var visible = (await access.VisibleProjectsAsync(organization.Id, cancellationToken)).AsNoTracking();
        if (names.Count > 0)
        {
            var exact = names.ToArray();
            visible = visible.Where(p => exact.Contains(p.Name));
        }

        if (search is not null)
        {
            visible = visible.Where(p => p.Name.Contains(search));
        }

        var total = await visible.CountAsync(cancellationToken);
        var workspaces = await access.VisibleWorkspacesAsync(organization.Id, cancellationToken);
        var rows = await visible.OrderBy(p => p.Name).Skip(skip).Take(take)
            .Select(p => new { Project = p, WorkspaceCount = workspaces.Count(w => w.ProjectId == p.Id) })
            .ToListAsync(cancellationToken);
        var projects = new List<ProjectDetails>(rows.Count);
        foreach (var row in rows)
        {
            var permissions = await access.PermissionsAsync(row.Project, cancellationToken);
            projects.Add(new ProjectDetails(row.Project, organization.Name, row.WorkspaceCount, permissions));
        }

        return new ProjectPage(projects, total);
    }

    internal static async Task<IResult> HandleAsync(
        string organization, HttpRequest http, PageRequest page, ListProjects list, CancellationToken cancellationToken)
    {
        var names = (SearchText.Of(http.Query["filter[names]"]) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (await list.ExecuteAsync(organization, names, SearchText.Of(http.Query["q"]), page.Skip, page.Size, cancellationToken))
            .ToHttp(found => JsonApiResults.Page([.. found.Projects.Select(ProjectDocument.Of)], page, found.TotalCount));
    }
}
