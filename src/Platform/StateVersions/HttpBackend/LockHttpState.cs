using System.Text;
using Microsoft.AspNetCore.Http;
using Platform.Access;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;
using Platform.Workspaces.Locks;

namespace Platform.StateVersions.HttpBackend;

/// <summary>Locks and unlocks a workspace for clients of the <c>http</c> backend, which name their lock by an id of their own.</summary>
internal sealed class LockHttpState(PlatformDbContext db, Authorizer access, FindWorkspace workspaces, LockWorkspace @lock, UnlockWorkspace unlock)
{
    public static async Task<IResult> HandleAsync(string organization, string workspace, HttpRequest http, LockHttpState locks, CancellationToken cancellationToken)
    {
        if (HttpLockInfo.Read(await BodyAsync(http, cancellationToken)) is not { } info)
        {
            return JsonApiResults.Refused(Refusal.Malformed($"A lock is a JSON object with an ID, of at most {HttpLockInfo.Longest} characters."));
        }

        return await locks.LockAsync(organization, workspace, info, cancellationToken);
    }

    public static async Task<IResult> HandleUnlockAsync(string organization, string workspace, HttpRequest http, LockHttpState locks, CancellationToken cancellationToken)
    {
        // OpenTofu sends nothing when it unlocks by force.
        var body = await BodyAsync(http, cancellationToken);
        var info = HttpLockInfo.Read(body);
        return info is null && body.Length > 0
            ? JsonApiResults.Refused(Refusal.Malformed("A lock is a JSON object with an ID; to unlock by force, send nothing."))
            : await locks.UnlockAsync(organization, workspace, info?.Id, cancellationToken);
    }

    private async Task<IResult> LockAsync(string organization, string name, HttpLockInfo info, CancellationToken cancellationToken)
    {
        if (!(await workspaces.ByNameAsync(organization, name, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var locked = await @lock.ExecuteAsync(workspace.Id, info.Reason, info, cancellationToken);
        return locked.Refusal switch
        {
            null => TypedResults.Ok(),
            { Kind: RefusalKind.Conflict } => await LockedAsync(organization, name, cancellationToken),
            var other => JsonApiResults.Refused(other),
        };
    }

    private async Task<IResult> UnlockAsync(string organization, string name, string? id, CancellationToken cancellationToken)
    {
        if (!(await workspaces.ByNameAsync(organization, name, cancellationToken)).TryGet(out var workspace, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        if (!await access.CanAsync(Permission.LockWorkspace, workspace, cancellationToken))
        {
            return JsonApiResults.Refused(Refusal.Forbidden("You may see this workspace but not unlock it."));
        }

        if (!workspace.IsLocked)
        {
            // The answer to an earlier request may have been lost, and the client takes nothing but 200.
            return TypedResults.Ok();
        }

        // Who knows the id of somebody else's lock, or names none, breaks it, which is a right of its own.
        var named = HttpLockInfo.Of(workspace)?.Id ?? $"{organization}/{workspace.Name}";
        if (workspace.HoldingRunId is not null || (id is not null && id != named))
        {
            return await HttpLock.LockedAsync(db, workspace, organization, cancellationToken);
        }

        var force = workspace.LockedByUserId != access.Caller.UserId;
        return (await unlock.ExecuteAsync(workspace.Id, force, cancellationToken)).ToHttp(_ => TypedResults.Ok());
    }

    private async Task<IResult> LockedAsync(string organization, string name, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        return (await workspaces.ByNameAsync(organization, name, cancellationToken)).TryGet(out var workspace, out var refusal)
            ? await HttpLock.LockedAsync(db, workspace, organization, cancellationToken)
            : JsonApiResults.Refused(refusal);
    }

    private static async Task<string> BodyAsync(HttpRequest http, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(http.Body, Encoding.UTF8);
        var buffer = new char[HttpLockInfo.Longest + 1];
        var count = await reader.ReadBlockAsync(buffer, cancellationToken);
        return new string(buffer, 0, count);
    }
}
