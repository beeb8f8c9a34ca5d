using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Runs;

/// <summary>Lists of runs, newest first, and the organization's queue.</summary>
public sealed class ListRuns(PlatformDbContext db, Authorizer access, FindWorkspace workspaces, FindOrganization organizations, TimeProvider clock)
{
    /// <summary>A page of a workspace's runs and how many there are.</summary>
    public async Task<Result<(IReadOnlyList<Run> Runs, int Total)>> OfWorkspaceAsync(WorkspaceId id, int skip, int take, CancellationToken cancellationToken)
    {
        if (!(await workspaces.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (!await access.CanAsync(Permission.ReadRuns, workspace, cancellationToken))
        {
            return Refusal.NotFound($"workspace {id}");
        }

        var all = db.Runs.AsNoTracking().Where(r => r.WorkspaceId == id);
        var page = await all.OrderByDescending(r => r.CreatedAt).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return (page, await all.CountAsync(cancellationToken));
    }

    internal static async Task<IResult> HandleAsync(WorkspaceId id, PageRequest page, ListRuns list, CancellationToken cancellationToken)
    {
        if (!(await list.OfWorkspaceAsync(id, page.Skip, page.Size, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var workspace = (await list.WorkspaceAsync(id, cancellationToken))!;
        var permissions = RunPermissions.Of(await list.PermissionsAsync(workspace, cancellationToken));
        return JsonApiResults.Page([.. found.Runs.Select(run => list.Document(run, permissions, 0))], page, found.Total);
    }

    /// <summary><c>GET organizations/{org}/runs/queue</c>: what waits or runs, first to go first, with its position (protocol.md §5.3).</summary>
    internal static async Task<IResult> QueueAsync(string organization, PageRequest page, ListRuns list, CancellationToken cancellationToken)
    {
        if (!(await list.QueueOfAsync(organization, cancellationToken)).TryGet(out var queue, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var resources = queue.Skip(page.Skip).Take(page.Size)
            .Select((run, index) => list.Document(run, RunPermissions.Of(System.Collections.Frozen.FrozenSet<Permission>.Empty), page.Skip + index));
        return JsonApiResults.Page([.. resources], page, queue.Count);
    }

    /// <summary><c>GET organizations/{org}/capacity</c>.</summary>
    internal static async Task<IResult> CapacityAsync(string organization, ListRuns list, CancellationToken cancellationToken) =>
        (await list.QueueOfAsync(organization, cancellationToken)).ToHttp(queue => JsonApiResults.Ok(new Resource(
            organization,
            "organization-capacity",
            new CapacityAttributes(queue.Count(run => !IsRunning(run)), queue.Count(IsRunning)))));

    private async Task<Result<List<Run>>> QueueOfAsync(string nameOrId, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(nameOrId, cancellationToken)).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        var visible = await access.VisibleWorkspacesAsync(organization.Id, cancellationToken);
        RunStatus[] queued =
        [
            RunStatus.Pending, RunStatus.PlanQueued, RunStatus.Planning, RunStatus.Confirmed, RunStatus.ApplyQueued, RunStatus.Applying,
        ];
        var runs = await db.Runs.AsNoTracking()
            .Where(r => r.OrganizationId == organization.Id && queued.Contains(r.Status) && visible.Any(w => w.Id == r.WorkspaceId))
            .OrderBy(r => r.CreatedAt).ToListAsync(cancellationToken);
        return runs.OrderByDescending(IsRunning).ThenBy(r => r.CreatedAt).ToList();
    }

    private static bool IsRunning(Run run) => run.Status is RunStatus.Planning or RunStatus.Applying;

    private Task<Workspace?> WorkspaceAsync(WorkspaceId id, CancellationToken cancellationToken) =>
        db.Workspaces.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, cancellationToken);

    private async Task<IReadOnlySet<Permission>> PermissionsAsync(Workspace workspace, CancellationToken cancellationToken) =>
        await access.PermissionsAsync(workspace, cancellationToken);

    private Resource Document(Run run, RunPermissions permissions, int position) =>
        RunDocument.Of(run, RunActions.Of(run, clock.GetUtcNow()), permissions, position);

    private sealed record CapacityAttributes(int Pending, int Running);
}
