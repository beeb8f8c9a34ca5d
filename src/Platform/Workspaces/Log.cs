using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;

namespace Platform.Workspaces;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Workspace {Workspace} ({Name}) was made in {Organization}.")]
    public static partial void WorkspaceCreated(this ILogger log, WorkspaceId workspace, string name, OrganizationId organization);

    [LoggerMessage(LogLevel.Information, "Workspace {Workspace} ({Name}) of {Organization} was deleted.")]
    public static partial void WorkspaceDeleted(this ILogger log, WorkspaceId workspace, string name, OrganizationId organization);

    [LoggerMessage(LogLevel.Information, "Workspace {Workspace} was locked by {User}.")]
    public static partial void WorkspaceLocked(this ILogger log, WorkspaceId workspace, UserId? user);

    [LoggerMessage(LogLevel.Information, "Workspace {Workspace} was unlocked by {User}.")]
    public static partial void WorkspaceUnlocked(this ILogger log, WorkspaceId workspace, UserId? user);

    [LoggerMessage(LogLevel.Warning, "The lock of {Holder} on workspace {Workspace} was broken by {User}.")]
    public static partial void LockBroken(this ILogger log, WorkspaceId workspace, UserId? holder, UserId? user);

    [LoggerMessage(LogLevel.Information, "The data of {Thing} {Id} of workspace {Workspace} was deleted by {User}; it can be brought back for a while.")]
    public static partial void DataDeleted(this ILogger log, string thing, string id, WorkspaceId workspace, string user);

    [LoggerMessage(LogLevel.Information, "The data of {Thing} {Id} of workspace {Workspace} was brought back by {User}.")]
    public static partial void DataRestored(this ILogger log, string thing, string id, WorkspaceId workspace, string user);

    [LoggerMessage(LogLevel.Information, "The data of {Thing} {Id} of workspace {Workspace} was deleted for good by {User}.")]
    public static partial void DataDeletedForGood(this ILogger log, string thing, string id, WorkspaceId workspace, string user);

    [LoggerMessage(LogLevel.Information, "The data of {Count} {Thing}s of workspace {Workspace} was deleted, which its retention policy keeps for {Days} days; it can be brought back for a while: {Ids}")]
    public static partial void OldDataDeleted(this ILogger log, int count, string thing, WorkspaceId workspace, int days, string ids);

    [LoggerMessage(LogLevel.Information, "The data of {Count} {Thing}s, deleted more than {Days} days ago, was deleted for good: {Ids}")]
    public static partial void OldDataDeletedForGood(this ILogger log, int count, string thing, int days, string ids);

    [LoggerMessage(LogLevel.Error, "The old {Thing}s of workspace {Workspace} could not be deleted; it is tried again the next day.")]
    public static partial void OldDataNotDeleted(this ILogger log, Exception exception, string thing, WorkspaceId workspace);
}
