using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.ConfigurationVersions;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Runs.Exports;
using Platform.Workspaces;
using Platform.Workspaces.Inclusions;

namespace Platform.Runs;

/// <summary>The current runs of workspaces whose runs the caller may read, and what lies below them.</summary>
internal static class CurrentRuns
{
    public static IEnumerable<RunId> CurrentRunIds(this IReadOnlyList<WorkspaceDetails> workspaces) =>
        workspaces.Where(w => w.Permissions.Contains(Permission.ReadRuns)).Select(w => w.Workspace.CurrentRunId).OfType<RunId>();
}

/// <summary>Shows the current run beside a workspace.</summary>
internal sealed class CurrentRunInclusion(PlatformDbContext db, TimeProvider clock) : IWorkspaceInclusion
{
    public string Name => "current-run";

    public Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken) =>
        LoadAsync(db, clock, workspaces, [.. workspaces.CurrentRunIds()], cancellationToken);

    public static async Task<IReadOnlyList<Resource>> LoadAsync(
        PlatformDbContext db, TimeProvider clock, IReadOnlyList<WorkspaceDetails> workspaces, RunId[] ids, CancellationToken cancellationToken)
    {
        var permissions = workspaces.ToDictionary(w => w.Workspace.Id, w => RunPermissions.Of(w.Permissions));
        var runs = await db.Runs.AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync(cancellationToken);
        return [.. runs.Select(run => RunDocument.Of(run, RunActions.Of(run, clock.GetUtcNow()), permissions[run.WorkspaceId], positionInQueue: 0))];
    }
}

/// <summary>Shows the run whose lock a workspace has beside it.</summary>
internal sealed class LockingRunInclusion(PlatformDbContext db, TimeProvider clock) : IWorkspaceInclusion
{
    public string Name => "locked-by";

    public Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken) => CurrentRunInclusion.LoadAsync(
        db,
        clock,
        workspaces,
        [.. workspaces.Where(w => w.Permissions.Contains(Permission.ReadRuns)).Select(w => w.LockingRun).OfType<RunId>()],
        cancellationToken);
}

/// <summary>Shows the plan of the current run.</summary>
internal sealed class CurrentPlanInclusion(PlatformDbContext db, PhaseDocument phases, LiveExports exports, IHttpContextAccessor http) : IWorkspaceInclusion
{
    public string Name => "current-run.plan";

    public async Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        var ids = workspaces.CurrentRunIds().ToArray();
        var plans = await db.Plans.AsNoTracking().Where(p => ids.Contains(p.RunId)).ToListAsync(cancellationToken);
        var live = await exports.OfAsync([.. plans.Select(plan => plan.Id)], cancellationToken);
        return [.. plans.Select(plan => phases.Of(plan, [.. live[plan.Id]], http.HttpContext!.Request))];
    }
}

/// <summary>Shows the configuration of the current run.</summary>
internal sealed class CurrentRunConfigurationInclusion(PlatformDbContext db) : IWorkspaceInclusion
{
    public string Name => "current-run.configuration-version";

    public async Task<IReadOnlyList<Resource>> LoadAsync(IReadOnlyList<WorkspaceDetails> workspaces, CancellationToken cancellationToken)
    {
        var ids = workspaces.CurrentRunIds().ToArray();
        var configurations = await db.Runs.Where(r => ids.Contains(r.Id))
            .Join(db.ConfigurationVersions.AsNoTracking(), r => r.ConfigurationVersionId, c => c.Id, (r, c) => c).ToListAsync(cancellationToken);
        return [.. configurations.Select(c => ConfigurationVersionDocument.Of(new ConfigurationVersionDetails(c, null)))];
    }
}
