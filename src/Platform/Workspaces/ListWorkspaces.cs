using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces.Inclusions;

namespace Platform.Workspaces;

/// <summary>Some of the workspaces that were asked for, and how many there are in all.</summary>
public sealed record WorkspacePage(IReadOnlyList<WorkspaceDetails> Workspaces, int TotalCount);

/// <summary>Lists the workspaces of an organization that the caller may see.</summary>
public sealed class ListWorkspaces(PlatformDbContext db, Authorizer access, FindOrganization organizations)
{
    public async Task<Result<WorkspacePage>> ExecuteAsync(
        string organizationNameOrId, WorkspaceQuery query, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (!(await organizations.ExecuteAsync(organizationNameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        var matching = Filter(await access.VisibleWorkspacesAsync(organization.Id, cancellationToken), query);
        var total = await matching.CountAsync(cancellationToken);
        var rows = total > skip
            ? await WorkspaceRow.Of(db, Sort(matching, query).Skip(skip).Take(take)).ToListAsync(cancellationToken)
            : [];
        var details = new List<WorkspaceDetails>(rows.Count);
        foreach (var row in rows)
        {
            details.Add(row.For(await access.PermissionsAsync(row.Workspace, cancellationToken)));
        }

        return new WorkspacePage(details, total);
    }

    [ReadsQuery("search[name]", "Part of the name.")]
    [ReadsQuery("search[wildcard-name]", "The whole name, with stars.")]
    [ReadsQuery("search[tags]", "Tags that it must all have, separated by commas.")]
    [ReadsQuery("search[exclude-tags]", "Tags of which it must have none, separated by commas.")]
    [ReadsQuery("filter[tagged][N][key]", "A tag that it must have; N counts the conditions.")]
    [ReadsQuery("filter[tagged][N][value]", "The value of that tag.")]
    [ReadsQuery("filter[project][id]", "Its project.")]
    [ReadsQuery("filter[current-run][status]", "Statuses that its current run may have, separated by commas.")]
    [ReadsQuery("sort", "name (unless told), current-run.created-at or latest-change-at, with - before it for the other way round.")]
    internal static async Task<IResult> HandleAsync(
        string organization,
        HttpRequest http,
        PageRequest page,
        IncludeRequest include,
        ListWorkspaces list,
        WorkspaceInclusions inclusions,
        CancellationToken cancellationToken)
    {
        if (!WorkspaceQuery.Read(http.Query).TryGet(out var query, out var refusal)
            || !(await list.ExecuteAsync(organization, query, page.Skip, page.Size, cancellationToken)).TryGet(out var found, out refusal)
            || !(await inclusions.LoadAsync(include, found.Workspaces, cancellationToken)).TryGet(out var included, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        return JsonApiResults.Page([.. found.Workspaces.Select(details => WorkspaceDocument.Of(details, included))], page, found.TotalCount, included.Resources);
    }

    private IQueryable<Workspace> Filter(IQueryable<Workspace> workspaces, WorkspaceQuery query)
    {
        if (query.Name is { } name)
        {
            var part = WorkspaceName.Normalize(name);
            workspaces = workspaces.Where(w => w.NormalizedName.Contains(part));
        }

        if (query.WildcardName is { } wildcard)
        {
            var pattern = WildcardName.ToLike(wildcard);
            workspaces = workspaces.Where(w => EF.Functions.Like(w.NormalizedName, pattern, WildcardName.Escape));
        }

        foreach (var key in query.Tags)
        {
            workspaces = workspaces.Where(w => db.WorkspaceTags.Any(t => t.WorkspaceId == w.Id && t.Key == key));
        }

        foreach (var (key, value) in query.Tagged)
        {
            // What a workspace says itself stands before what its project says.
            workspaces = workspaces.Where(w =>
                db.WorkspaceTags.Any(t => t.WorkspaceId == w.Id && t.Key == key && (value == null || t.Value == value))
                || (db.ProjectTags.Any(t => t.ProjectId == w.ProjectId && t.Key == key && (value == null || t.Value == value))
                    && !db.WorkspaceTags.Any(t => t.WorkspaceId == w.Id && t.Key == key)));
        }

        if (query.ExcludedTags.Count > 0)
        {
            var excluded = query.ExcludedTags.ToArray();
            workspaces = workspaces.Where(w => !db.WorkspaceTags.Any(t => t.WorkspaceId == w.Id && excluded.Contains(t.Key)));
        }

        if (query.Project is not null)
        {
            workspaces = query.ProjectId is { } project ? workspaces.Where(w => w.ProjectId == project) : workspaces.Where(_ => false);
        }

        if (query.CurrentRunStatuses is { } statuses)
        {
            workspaces = workspaces.Where(w => db.Runs.Any(r => r.Id == w.CurrentRunId && statuses.Contains(r.Status)));
        }

        return workspaces;
    }

    private IQueryable<Workspace> Sort(IQueryable<Workspace> workspaces, WorkspaceQuery query) => (query.Sort, query.Descending) switch
    {
        (WorkspaceSort.Name, false) => workspaces.OrderBy(w => w.NormalizedName),
        (WorkspaceSort.Name, true) => workspaces.OrderByDescending(w => w.NormalizedName),
        (WorkspaceSort.LatestChangeAt, false) => workspaces.OrderBy(w => w.UpdatedAt).ThenBy(w => w.NormalizedName),
        (WorkspaceSort.LatestChangeAt, true) => workspaces.OrderByDescending(w => w.UpdatedAt).ThenBy(w => w.NormalizedName),
        (WorkspaceSort.CurrentRunCreatedAt, false) =>
            workspaces.OrderBy(w => db.Runs.Where(r => r.Id == w.CurrentRunId).Max(r => (DateTimeOffset?)r.CreatedAt)).ThenBy(w => w.NormalizedName),
        (WorkspaceSort.CurrentRunCreatedAt, true) =>
            workspaces.OrderByDescending(w => db.Runs.Where(r => r.Id == w.CurrentRunId).Max(r => (DateTimeOffset?)r.CreatedAt)).ThenBy(w => w.NormalizedName),
    };
}
