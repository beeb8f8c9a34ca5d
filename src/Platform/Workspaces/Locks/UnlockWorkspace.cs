using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Workspaces.Locks;

/// <summary>Takes a person's lock off a workspace; somebody else's only by force (protocol.md §8.4).</summary>
public sealed class UnlockWorkspace(
    PlatformDbContext db,
    Authorizer access,
    FindWorkspace find,
    GetWorkspace get,
    IEventStream events,
    IEnumerable<IWorkspaceUnlocked> listeners,
    IEnumerable<IUnlockObstacle> obstacles,
    ILogger<UnlockWorkspace> log)
{
    /// <summary>Unlocks.</summary>
    /// <param name="id">The workspace.</param>
    /// <param name="force">Break another person's lock. A run's lock stays: without it the state that the run writes would be lost.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<WorkspaceDetails>> ExecuteAsync(WorkspaceId id, bool force, CancellationToken cancellationToken)
    {
        UserId? holder = null;
        var unlocked = await db.InTransactionAsync(
            async inner =>
            {
                if (!(await find.ByIdAsync(id, inner)).TryGet(out var workspace, out var refusal))
                {
                    return refusal;
                }

                holder = workspace.LockedByUserId;
                return await UnlockAsync(workspace, force, inner);
            },
            cancellationToken);
        if (unlocked.Refusal is { } refused)
        {
            return refused;
        }

        if (holder == access.Caller.UserId)
        {
            log.WorkspaceUnlocked(id, access.Caller.UserId);
        }
        else
        {
            log.LockBroken(id, holder, access.Caller.UserId);
        }

        return await get.ByIdAsync(id, cancellationToken);
    }

    internal static Task<IResult> HandleAsync(WorkspaceId id, UnlockWorkspace unlock, CancellationToken cancellationToken) =>
        AnswerAsync(unlock, id, force: false, cancellationToken);

    internal static Task<IResult> HandleForceAsync(WorkspaceId id, UnlockWorkspace unlock, CancellationToken cancellationToken) =>
        AnswerAsync(unlock, id, force: true, cancellationToken);

    private static async Task<IResult> AnswerAsync(UnlockWorkspace unlock, WorkspaceId id, bool force, CancellationToken cancellationToken) =>
        (await unlock.ExecuteAsync(id, force, cancellationToken)).ToHttp(details => JsonApiResults.Ok(WorkspaceDocument.Of(details)));

    private async Task<Result<Done>> UnlockAsync(Workspace workspace, bool force, CancellationToken cancellationToken)
    {
        if (access.Caller.RunId is { } run && workspace.HoldingRunId == run)
        {
            // The run's lock ends with the run, not with a tool inside it.
            return Done.Value;
        }

        if (!await access.CanAsync(force ? Permission.ForceUnlockWorkspace : Permission.LockWorkspace, workspace, cancellationToken))
        {
            return Refusal.Forbidden(force ? "You may see this workspace but not break its lock." : "You may see this workspace but not unlock it.");
        }

        if (await ObstacleAsync(workspace, force, cancellationToken) is { } obstacle)
        {
            return obstacle;
        }

        workspace.LockedByUserId = null;
        workspace.LockReason = null;
        workspace.LockedAt = null;
        workspace.LockInfo = null;
        foreach (var listener in listeners)
        {
            await listener.UnlockedAsync(workspace, cancellationToken);
        }

        db.AnnounceAfterCommit(events, workspace);
        return Done.Value;
    }

    private async Task<Refusal?> ObstacleAsync(Workspace workspace, bool force, CancellationToken cancellationToken)
    {
        string? owner = null;
        if (workspace.HoldingRunId is null && workspace.LockedByUserId is { } user && user != access.Caller.UserId && !force)
        {
            owner = await db.Users.Where(u => u.Id == user).Select(u => u.UserName).FirstOrDefaultAsync(cancellationToken) ?? user.Value;
        }

        if (LockRefusals.Unlock(workspace, owner) is { } refusal)
        {
            return refusal;
        }

        foreach (var obstacle in force ? [] : obstacles)
        {
            if (await obstacle.FindAsync(workspace, cancellationToken) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
