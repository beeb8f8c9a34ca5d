using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;

namespace Platform.Runs;

/// <summary>A run with all that its page and its document show.</summary>
public sealed record RunDetails(
    Run Run, Plan Plan, Apply Apply, Workspace Workspace, Organization Organization,
    FrozenSet<Permission> Permissions, RunActions Actions, string? CreatedBy, string? ConfirmedBy);

/// <summary>Finds one run for somebody who may see it.</summary>
public sealed class FindRun(PlatformDbContext db, Authorizer access, TimeProvider clock)
{
    public async Task<Result<RunDetails>> ExecuteAsync(RunId id, CancellationToken cancellationToken)
    {
        var row = await CompiledQueries<Queries>.For(db).ById(db, id, cancellationToken);
        if (row is null)
        {
            return Refusal.NotFound($"run {id}");
        }

        var permissions = await access.PermissionsAsync(row.Workspace, cancellationToken);
        return permissions.Contains(Permission.ReadRuns)
            ? new RunDetails(
                row.Run, row.Plan, row.Apply, row.Workspace, row.Organization, permissions,
                RunActions.Of(row.Run, clock.GetUtcNow()), row.CreatedBy, row.ConfirmedBy)
            : Refusal.NotFound($"run {id}");
    }

    /// <summary>The run of a plan; who may not see it is told that there is no such plan.</summary>
    internal async Task<Result<RunDetails>> OfPlanAsync(PlanId id, CancellationToken cancellationToken)
    {
        var run = await db.Runs.Where(r => r.PlanId == id).Select(r => (RunId?)r.Id).SingleOrDefaultAsync(cancellationToken);
        return run is { } found && (await ExecuteAsync(found, cancellationToken)).TryGet(out var details, out _)
            ? details
            : Refusal.NotFound($"plan {id}");
    }

    private sealed record Row(Run Run, Plan Plan, Apply Apply, Workspace Workspace, Organization Organization, string? CreatedBy, string? ConfirmedBy);

    private sealed class Queries
    {
        /// <summary>Whoever waits for a run asks for it again and again.</summary>
        public Func<PlatformDbContext, RunId, CancellationToken, Task<Row?>> ById { get; } =
            EF.CompileAsyncQuery((PlatformDbContext db, RunId id, CancellationToken cancellationToken) => (
                from run in db.Runs.AsNoTracking()
                where run.Id == id
                join plan in db.Plans on run.PlanId equals plan.Id
                join apply in db.Applies on run.ApplyId equals apply.Id
                join workspace in db.Workspaces on run.WorkspaceId equals workspace.Id
                join organization in db.Organizations on run.OrganizationId equals organization.Id
                join author in db.Users on run.CreatedByUserId equals author.Id into authors
                from author in authors.DefaultIfEmpty()
                join confirmer in db.Users on run.ConfirmedByUserId equals confirmer.Id into confirmers
                from confirmer in confirmers.DefaultIfEmpty()
                select new Row(run, plan, apply, workspace, organization, author.UserName, confirmer.UserName)).SingleOrDefault());
    }
}
