using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Runs;

/// <summary>Lists of runs, newest first.</summary>
public sealed class ListRuns(PlatformDbContext db, Authorizer access, FindWorkspace workspaces, FindOrganization organizations, TimeProvider clock)
{
    /// <summary>A page of a workspace's runs and how many there are.</summary>
    public async Task<Result<(IReadOnlyList<Run> Runs, int Total)>> OfWorkspaceAsync(
        WorkspaceId id, RunQuery query, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (!(await workspaces.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.ReadRuns, workspace, cancellationToken))
        {
            return Refusal.NotFound($"workspace {id}");
        }

        var all = query.Filter(db, db.Runs.AsNoTracking().Where(r => r.WorkspaceId == id));
        var page = await all.OrderByDescending(r => r.CreatedAt).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return (page, await all.CountAsync(cancellationToken));
    }

    /// <summary>A page of the runs of all workspaces of an organization that the caller may see, and whether there are more.</summary>
    public async Task<Result<(IReadOnlyList<Run> Runs, bool HasMore)>> OfOrganizationAsync(
        string nameOrId, RunQuery query, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (!(await organizations.ExecuteAsync(nameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        var runs = await OfAsync(organization.Id, query.WorkspaceNames, cancellationToken);
        if (!await access.CanAsync(Permission.ReadRuns, organization.Id, cancellationToken))
        {
            var visible = await access.VisibleWorkspacesAsync(organization.Id, cancellationToken);
            runs = runs.Where(r => visible.Any(w => w.Id == r.WorkspaceId));
        }

        var page = await query.Filter(db, runs).OrderByDescending(r => r.CreatedAt).Skip(skip).Take(take + 1).ToListAsync(cancellationToken);
        return ([.. page.Take(take)], page.Count > take);
    }

    private async Task<IQueryable<Run>> OfAsync(OrganizationId organization, IReadOnlyList<string>? names, CancellationToken cancellationToken)
    {
        if (names is null)
        {
            return db.Runs.AsNoTracking().Where(r => r.OrganizationId == organization);
        }

        // Named workspaces are found first, and their runs by them alone: told the organization too, a database walks all its runs from the newest on.
        var normalized = names.Select(WorkspaceName.Normalize).ToArray();
        var ids = await db.Workspaces.Where(w => w.OrganizationId == organization && normalized.Contains(w.NormalizedName)).Select(w => w.Id).ToArrayAsync(cancellationToken);
        return db.Runs.AsNoTracking().Where(r => ids.Contains(r.WorkspaceId));
    }

    /// <summary><c>GET workspaces/{id}/runs</c>: without plan-only runs unless <c>filter[operation]</c> asks for them, as TFE has it.</summary>
    /// <remarks>A client counts what is ahead of its run in this list. A plan-only run, which waits for nobody here, must not find itself in it (protocol.md §5.3).</remarks>
    [ReadsQueryOf(typeof(RunQuery))]
    internal static Task<IResult> HandleAsync(
        WorkspaceId id, HttpRequest request, PageRequest page, IncludeRequest include, ListRuns list, RunInclusions inclusions, CancellationToken cancellationToken) =>
        list.AnswerAsync(
            request,
            include,
            inclusions,
            query => list.OfWorkspaceAsync(id, query with { WithoutPlanOnly = query.Operations is null }, page.Skip, page.Size, cancellationToken),
            (runs, total, beside) => JsonApiResults.Page(runs, page, total, beside),
            cancellationToken);

    /// <summary><c>GET organizations/{org}/runs</c>: in pages that say whether there are more and not how many in all, as HCP Terraform has it.</summary>
    [ReadsQueryOf(typeof(RunQuery))]
    internal static Task<IResult> OrganizationAsync(
        string organization, HttpRequest request, PageRequest page, IncludeRequest include, ListRuns list, RunInclusions inclusions, CancellationToken cancellationToken) =>
        list.AnswerAsync(
            request,
            include,
            inclusions,
            query => list.OfOrganizationAsync(organization, query, page.Skip, page.Size, cancellationToken),
            (runs, hasMore, beside) => JsonApiResults.PageOfUnknown(runs, page, hasMore, beside),
            cancellationToken);

    /// <summary>Reads what is asked for, finds it and writes it.</summary>
    /// <typeparam name="TBeyond">What is known of the runs that are not on the page.</typeparam>
    private async Task<IResult> AnswerAsync<TBeyond>(
        HttpRequest request,
        IncludeRequest include,
        RunInclusions inclusions,
        Func<RunQuery, Task<Result<(IReadOnlyList<Run> Runs, TBeyond Beyond)>>> find,
        Func<IReadOnlyList<Resource>, TBeyond, IReadOnlyList<Resource>?, IResult> answer,
        CancellationToken cancellationToken)
    {
        var refusal = RunInclusions.Check(include);
        if (refusal is not null
            || !RunQuery.Read(request.Query, clock.GetUtcNow()).TryGet(out var query, out refusal)
            || !(await find(query)).TryGet(out var found, out refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var beside = await inclusions.LoadAsync(include, found.Runs, request, cancellationToken);
        return answer(await DocumentsAsync(found.Runs, beside, cancellationToken), found.Beyond, beside.Resources);
    }

    /// <summary>The runs' documents; their workspaces are read once for all.</summary>
    private async Task<IReadOnlyList<Resource>> DocumentsAsync(IReadOnlyList<Run> runs, RunsBeside beside, CancellationToken cancellationToken)
    {
        var ids = runs.Select(r => r.WorkspaceId).Distinct().ToArray();
        var permissions = new Dictionary<WorkspaceId, RunPermissions>();
        foreach (var workspace in await db.Workspaces.AsNoTracking().Where(w => ids.Contains(w.Id)).ToListAsync(cancellationToken))
        {
            permissions[workspace.Id] = RunPermissions.Of(await access.PermissionsAsync(workspace, cancellationToken));
        }

        // A workspace that was deleted in between took its runs along.
        return [.. runs.Where(r => permissions.ContainsKey(r.WorkspaceId)).Select(run => RunDocument.Of(
            run, RunActions.Of(run, clock.GetUtcNow()), permissions[run.WorkspaceId], positionInQueue: 0, comments: beside.CommentsOf(run.Id)))];
    }
}
