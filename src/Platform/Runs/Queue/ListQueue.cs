using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Agents;
using Platform.Contracts.Runs;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Persistence;

namespace Platform.Runs.Queue;

/// <summary>What waits or runs in an organization, first to go first, and how much of it there is (protocol.md §5.3).</summary>
internal sealed class ListQueue(PlatformDbContext db, Authorizer access, TimeProvider clock)
{
    private static readonly RunStatus[] Running = [RunStatus.Planning, RunStatus.Applying];
    private static readonly RunStatus[] Queued = [RunStatus.Pending, RunStatus.PlanQueued, RunStatus.Confirmed, RunStatus.ApplyQueued, .. Running];

    /// <summary><c>GET organizations/{org}/runs/queue</c>: each run with its position.</summary>
    /// <remarks>
    /// A client that waits takes the running ones of <c>capacity</c> off the position and says how many have to finish before its run starts. So the position
    /// counts the runs ahead in this list and, because one of those at work anywhere on the site has to finish first, one more; while nothing is at work, the first
    /// in line has position 0, which the client takes for a run that is about to start. What runs has position 0 too.
    /// </remarks>
    [Answers(200, "runs", IsList = true)]
    public static async Task<IResult> HandleAsync(
        string organization, PageRequest page, FindOrganization organizations, ListQueue list, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organization, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var queue = await list.OfAsync(found, cancellationToken);
        var runs = await list.InOrder(queue).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        var first = page.Skip + (await list.IsAnyAtWorkAsync(cancellationToken) ? 1 : 0);
        var now = list.Now;
        var nothing = RunPermissions.Of(FrozenSet<Permission>.Empty);
        return JsonApiResults.Page(
            [.. runs.Select((run, index) => RunDocument.Of(run, RunActions.Of(run, now), nothing, Running.Contains(run.Status) ? 0 : first + index))],
            page,
            await queue.CountAsync(cancellationToken));
    }

    /// <summary><c>GET organizations/{org}/capacity</c>.</summary>
    [Answers(200, "organization-capacity")]
    public static async Task<IResult> HandleCapacityAsync(string organization, FindOrganization organizations, ListQueue list, CancellationToken cancellationToken)
    {
        if (!(await organizations.ExecuteAsync(organization, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var queue = await list.OfAsync(found, cancellationToken);
        var running = await queue.CountAsync(r => Running.Contains(r.Status), cancellationToken);
        var all = await queue.CountAsync(cancellationToken);
        return JsonApiResults.Ok(new Resource(organization, "organization-capacity", new CapacityAttributes(all - running, running)));
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>What runs, then what waits for an agent as agents take it, then what waits for its workspace.</summary>
    private IQueryable<Run> InOrder(IQueryable<Run> queue) =>
        from run in queue
        from job in db.Jobs.Where(j => j.RunId == run.Id && j.Status == JobStatus.Queued).DefaultIfEmpty()
        orderby Running.Contains(run.Status) ? 0 : job != null ? 1 : 2, (int?)job.Priority descending, (DateTimeOffset?)job.QueuedAt, run.StatusChangedAt, run.Id
        select run;

    private Task<bool> IsAnyAtWorkAsync(CancellationToken cancellationToken) => db.Jobs.AnyAsync(j => j.Status == JobStatus.Running, cancellationToken);

    private async Task<IQueryable<Run>> OfAsync(Organization organization, CancellationToken cancellationToken)
    {
        var visible = await access.VisibleWorkspacesAsync(organization.Id, cancellationToken);
        return db.Runs.AsNoTracking().Where(r => r.OrganizationId == organization.Id && Queued.Contains(r.Status) && visible.Any(w => w.Id == r.WorkspaceId));
    }

    [ResourceType("organization-capacity")]
    private sealed record CapacityAttributes(int Pending, int Running);
}
