using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Workspaces.Locks;

/// <summary>Locks a workspace for a person, so that no run and nobody else changes it (protocol.md §8.4).</summary>
public sealed class LockWorkspace(
    PlatformDbContext db,
    Authorizer access,
    FindWorkspace find,
    GetWorkspace get,
    IEventStream events,
    TimeProvider clock,
    ILogger<LockWorkspace> log)
{
    private const int LongestReason = 1000;

    public Task<Result<WorkspaceDetails>> ExecuteAsync(WorkspaceId id, string? reason, CancellationToken cancellationToken) =>
        ExecuteAsync(id, reason, info: null, cancellationToken);

    /// <summary>Locks it for a client of the <c>http</c> backend. A lock that it has already is no obstacle: the answer to the first request may have been lost.</summary>
    internal async Task<Result<WorkspaceDetails>> ExecuteAsync(WorkspaceId id, string? reason, HttpLockInfo? info, CancellationToken cancellationToken)
    {
        var locked = await db.InTransactionAsync(inner => LockAsync(id, reason ?? "", info, inner), cancellationToken);
        if (locked.Refusal is { } refusal)
        {
            return refusal;
        }

        log.WorkspaceLocked(id, access.Caller.UserId);
        return await get.ByIdAsync(id, cancellationToken);
    }

    internal static async Task<IResult> HandleAsync(
        WorkspaceId id, JsonApiRequest<LockAttributes> body, LockWorkspace @lock, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await @lock.ExecuteAsync(id, body.Attributes.Reason, cancellationToken)).ToHttp(details => JsonApiResults.Ok(WorkspaceDocument.Of(details)));

    private async Task<Result<Done>> LockAsync(WorkspaceId id, string reason, HttpLockInfo? info, CancellationToken cancellationToken)
    {
        if (!(await find.ByIdAsync(id, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return refusal;
        }

        if (access.Caller.RunId is { } run && workspace.HoldingRunId == run)
        {
            // A tool inside the run may ask for the lock that its run has already.
            return Done.Value;
        }

        if (!await access.CanAsync(Permission.LockWorkspace, workspace, cancellationToken))
        {
            return Refusal.Forbidden("You may see this workspace but not lock it.");
        }

        if (access.Caller.UserId is not { } user)
        {
            return Refusal.Forbidden("A workspace is locked by a person; use a user's token.");
        }

        if (info is not null && workspace.LockedByUserId == user && HttpLockInfo.Of(workspace)?.Id == info.Id)
        {
            return Done.Value;
        }

        if (workspace.IsLocked)
        {
            return Refusal.Conflict("The workspace is already locked.");
        }

        if (AttributeText.Check(reason, LongestReason, "reason") is { } badReason)
        {
            return badReason;
        }

        workspace.LockedByUserId = user;
        workspace.LockReason = reason;
        workspace.LockInfo = info?.Json;
        workspace.LockedAt = clock.GetUtcNow();
        db.AnnounceAfterCommit(events, workspace);
        return Done.Value;
    }
}

/// <summary>What a lock request says.</summary>
internal sealed record LockAttributes
{
    public string? Reason { get; init; }
}
