using Microsoft.EntityFrameworkCore;
using Platform.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Workspaces;

namespace Platform.Runs.Queue;

/// <summary>Says in one sentence why a run waits, with its place and how long it usually takes (design.md §4).</summary>
public sealed class ExplainWait(PlatformDbContext db, TimeProvider clock)
{
    private const int RecentRuns = 10;

    /// <summary>The sentence, or null when the run does not wait for anything but its own tool or a person.</summary>
    public async Task<string?> ExecuteAsync(Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Status switch
        {
            RunStatus.Pending or RunStatus.Confirmed => await ForWorkspaceAsync(run, cancellationToken),
            RunStatus.PlanQueued or RunStatus.ApplyQueued => await ForAgentAsync(run, cancellationToken),
            _ => null,
        };
    }

    private async Task<string?> ForWorkspaceAsync(Run run, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(w => w.Id == run.WorkspaceId, cancellationToken);
        var ahead = await db.Runs.CountAsync(
            r => r.WorkspaceId == run.WorkspaceId && r.Id != run.Id && r.StatusChangedAt < run.StatusChangedAt
                && ((r.Status == RunStatus.Pending && !r.PlanOnly && !r.SavePlan) || r.Status == RunStatus.Confirmed),
            cancellationToken);
        var place = $"{Ordinal(ahead + 1)} in line";
        if (workspace.LockedByUserId is { } user)
        {
            var name = await NameAsync(user, cancellationToken);
            var reason = string.IsNullOrWhiteSpace(workspace.LockReason) ? "" : $" (“{workspace.LockReason}”)";
            return $"{place}; the workspace is locked by {name}{reason} and starts nothing until it is unlocked.";
        }

        return workspace.HoldingRunId is { } holder
            ? $"{place}; {await HolderAsync(holder, workspace, cancellationToken)}."
            : $"{place}; it starts in a moment.";
    }

    private async Task<string> HolderAsync(RunId id, Workspace workspace, CancellationToken cancellationToken)
    {
        var holder = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);
        var by = holder.CreatedByUserId is { } user ? $" by {await NameAsync(user, cancellationToken)}" : "";
        var since = Duration(clock.GetUtcNow() - holder.StatusChangedAt);
        return holder.Status switch
        {
            RunStatus.Planned => $"{id}{by} is planned and has waited for its confirmation for {since}",
            RunStatus.Applying => $"{id}{by} has been applying for {since}{await UsuallyAsync(workspace.Id, cancellationToken)}",
            RunStatus.Planning => $"{id}{by} has been planning for {since}",
            _ => $"{id}{by} is ahead",
        };
    }

    private async Task<string?> ForAgentAsync(Run run, CancellationToken cancellationToken)
    {
        var own = await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.RunId == run.Id && j.Status == JobStatus.Queued, cancellationToken);
        if (own is null)
        {
            return null;
        }

        var ahead = await db.Jobs.CountAsync(
            j => j.Status == JobStatus.Queued && (j.Priority > own.Priority || (j.Priority == own.Priority && j.QueuedAt < own.QueuedAt)), cancellationToken);
        var running = await db.Jobs.CountAsync(j => j.Status == JobStatus.Running, cancellationToken);
        if (running == 0 && await WithoutNodeAsync(cancellationToken) is { } reason)
        {
            return reason;
        }

        return $"{Ordinal(ahead + 1)} in line for an agent; {running} {(running == 1 ? "job is" : "jobs are")} running.";
    }

    /// <summary>Why nobody will take the job however long it waits; null when a node can carry out jobs, or is being checked.</summary>
    private async Task<string?> WithoutNodeAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - Node.Silence;
        var nodes = await db.Nodes.AsNoTracking().Where(n => n.SeenAt > since).OrderBy(n => n.Name).ToListAsync(cancellationToken);
        return nodes switch
        {
            [] => "No node carries out jobs: start a server with the role Worker.",
            _ when nodes.Any(n => n.Problem is null) => null,
            [var node, ..] => $"No node can carry out jobs. {node.Name} says: {node.Problem}",
        };
    }

    /// <summary>The median of the last applies.</summary>
    private async Task<string> UsuallyAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        var recent = await db.Runs.Where(r => r.WorkspaceId == workspace && r.Status == RunStatus.Applied).OrderByDescending(r => r.CreatedAt).Take(RecentRuns)
            .Join(db.Applies, r => r.ApplyId, a => a.Id, (r, a) => new { a.StartedAt, a.EndedAt }).ToListAsync(cancellationToken);
        var durations = recent.Where(a => a.StartedAt is not null && a.EndedAt is not null).Select(a => a.EndedAt!.Value - a.StartedAt!.Value).Order().ToList();
        return durations.Count == 0 ? "" : $", usually {Duration(durations[durations.Count / 2])}";
    }

    private async Task<string> NameAsync(UserId id, CancellationToken cancellationToken) =>
        await db.Users.Where(u => u.Id == id).Select(u => u.UserName).SingleOrDefaultAsync(cancellationToken) ?? id.Value;

    private static string Ordinal(int number) => (number % 100, number % 10) switch
    {
        (11 or 12 or 13, _) => $"{number}th",
        (_, 1) => $"{number}st",
        (_, 2) => $"{number}nd",
        (_, 3) => $"{number}rd",
        _ => $"{number}th",
    };

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 90 } => $"{Math.Max(1, time.TotalSeconds):0} s",
        { TotalMinutes: < 90 } => $"{time.TotalMinutes:0} min",
        _ => $"{time.TotalHours:0} h",
    };
}
