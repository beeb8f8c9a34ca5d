using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Organizations.Projects;

/// <summary>Some of the projects that were asked for, and how many there are in all.</summary>
public sealed record ProjectPage(IReadOnlyList<ProjectDetails> Projects, int TotalCount);

/// <summary>Lists the projects of an organization that the caller may see.</summary>
public sealed class ListProjects(PlatformDbContext db, Authorizer access, FindOrganization organizations)
{
    /// <summary>Lists them by name.</summary>
    /// <param name="organizationNameOrId">The organization.</param>
    /// <param name="query">Which of them.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">How many to show at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<ProjectPage>> ExecuteAsync(
        string organizationNameOrId, ProjectQuery query, int skip, int take, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        var visible = (query.WhereWorkspacesCanBeMade
            ? await access.ProjectsAllowingAsync(Permission.CreateWorkspaces, organization.Id, cancellationToken)
            : await access.VisibleProjectsAsync(organization.Id, cancellationToken)).AsNoTracking();
        if (query.Names.Count > 0)
        {
            var exact = query.Names.ToArray();
            visible = visible.Where(p => exact.Contains(p.Name));
        }

        if (query.Search is { } search)
        {
            visible = visible.Where(p => p.Name.Contains(search));
        }

        var total = await visible.CountAsync(cancellationToken);
        var workspaces = await access.VisibleWorkspacesAsync(organization.Id, cancellationToken);
        var rows = await visible.OrderBy(p => p.Name).Skip(skip).Take(take)
            .Select(p => new { Project = p, WorkspaceCount = workspaces.Count(w => w.ProjectId == p.Id), TeamCount = db.TeamProjects.Count(a => a.ProjectId == p.Id) })
            .ToListAsync(cancellationToken);
        var projects = new List<ProjectDetails>(rows.Count);
        foreach (var row in rows)
        {
            var permissions = await access.PermissionsAsync(row.Project, cancellationToken);
            projects.Add(new ProjectDetails(row.Project, organization, row.WorkspaceCount, row.TeamCount, permissions));
        }

        return new ProjectPage(projects, total);
    }

    [ReadsQuery("filter[names]", "Whole names, separated by commas.")]
    [ReadsQuery("q", "Part of the name.")]
    [ReadsQuery("filter[permissions][create-workspace]", "true: only those in which you may make workspaces.")]
    internal static async Task<IResult> HandleAsync(
        string organization, HttpRequest http, PageRequest page, IncludeRequest include, ListProjects list, ProjectInclusions inclusions, CancellationToken cancellationToken)
    {
        var query = new ProjectQuery
        {
            Names = (SearchText.Of(http.Query["filter[names]"]) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Search = SearchText.Of(http.Query["q"]),
            WhereWorkspacesCanBeMade = http.Query["filter[permissions][create-workspace]"] == "true",
        };
        if (!(await list.ExecuteAsync(organization, query, page.Skip, page.Size, cancellationToken)).TryGet(out var found, out var refusal)
            || !(await inclusions.WriteAsync(include, found.Projects, cancellationToken)).TryGet(out var written, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return JsonApiResults.Page(written.Projects, page, found.TotalCount, written.Included);
    }
}

/// <summary>Which projects a list shows.</summary>
public sealed record ProjectQuery
{
    /// <summary>Only these names; empty for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Part of the name; null for all.</summary>
    public string? Search { get; init; }

    /// <summary>Only those in which the caller may make workspaces.</summary>
    public bool WhereWorkspacesCanBeMade { get; init; }
}
