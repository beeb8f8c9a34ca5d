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
}
