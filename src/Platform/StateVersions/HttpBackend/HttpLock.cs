using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Persistence;
using Platform.Results;
using Platform.Workspaces;
using Platform.Workspaces.Locks;

namespace Platform.StateVersions.HttpBackend;

/// <summary>A workspace's lock as clients of the <c>http</c> backend read it: what the holder said, or words of the platform's own for every other lock.</summary>
internal static class HttpLock
{
    /// <summary>Refuses a writer without the lock's id, which a client sends as <c>?ID=</c>.</summary>
    public static Refusal? Check(Workspace workspace, string? sentId)
    {
        if (HttpLockInfo.Of(workspace) is { } held)
        {
            return held.Id == sentId ? null : Refusal.Conflict("The workspace is locked through the http backend, and not with the lock that the request names.");
        }

        return sentId is null || workspace.IsLocked
            ? null
            : Refusal.Conflict("The workspace is not locked any more; somebody may have taken the lock off by force.");
    }

    /// <summary>423 with the lock's description, which clients show.</summary>
    public static async Task<IResult> LockedAsync(PlatformDbContext db, Workspace workspace, string organization, CancellationToken cancellationToken)
    {
        if (HttpLockInfo.Of(workspace) is { } held)
        {
            return TypedResults.Text(held.Json, "application/json", statusCode: StatusCodes.Status423Locked);
        }

        var who = workspace.HoldingRunId?.Value
            ?? await db.Users.Where(u => u.Id == workspace.LockedByUserId).Select(u => u.UserName).FirstOrDefaultAsync(cancellationToken);
        var described = new Described(
            $"{organization}/{workspace.Name}", workspace.HoldingRunId is null ? "lock" : "run", workspace.LockReason ?? "", who ?? "", "",
            (workspace.LockedAt ?? workspace.UpdatedAt).UtcDateTime, $"{organization}/{workspace.Name}");
        return TypedResults.Json(described, JsonSerializerOptions.Default, statusCode: StatusCodes.Status423Locked);
    }

    private sealed record Described(
        [property: System.Text.Json.Serialization.JsonPropertyName("ID")] string Id, string Operation, string Info, string Who, string Version, DateTime Created, string Path);
}
