using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;

namespace Platform.StateVersions;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "State version {StateVersion} is the current state of workspace {Workspace}: serial {Serial}, {Size} bytes.")]
    public static partial void StateVersionFinalized(this ILogger logger, StateVersionId stateVersion, WorkspaceId workspace, long serial, long size);

    [LoggerMessage(Level = LogLevel.Warning, Message = "State version {StateVersion} of workspace {Workspace}, serial {Serial}, came from an agent that had been given up; it is kept beside the current one.")]
    public static partial void StateVersionParked(this ILogger logger, StateVersionId stateVersion, WorkspaceId workspace, long serial);

    [LoggerMessage(Level = LogLevel.Information, Message = "The data of state version {StateVersion} of workspace {Workspace} was deleted by {User}; it can be brought back for a while.")]
    public static partial void StateDeleted(this ILogger logger, StateVersionId stateVersion, WorkspaceId workspace, string user);

    [LoggerMessage(Level = LogLevel.Information, Message = "The data of state version {StateVersion} of workspace {Workspace} was brought back by {User}.")]
    public static partial void StateRestored(this ILogger logger, StateVersionId stateVersion, WorkspaceId workspace, string user);

    [LoggerMessage(Level = LogLevel.Information, Message = "The data of state version {StateVersion} of workspace {Workspace} was deleted for good by {User}.")]
    public static partial void StateDeletedForGood(this ILogger logger, StateVersionId stateVersion, WorkspaceId workspace, string user);

    [LoggerMessage(Level = LogLevel.Information, Message = "The data of {Count} states of workspace {Workspace} was deleted, which its retention policy keeps for {Days} days; it can be brought back for a while: {StateVersions}")]
    public static partial void OldStatesDeleted(this ILogger logger, int count, WorkspaceId workspace, int days, string stateVersions);

    [LoggerMessage(Level = LogLevel.Information, Message = "The data of {Count} states, deleted more than {Days} days ago, was deleted for good: {StateVersions}")]
    public static partial void StatesDeletedForGood(this ILogger logger, int count, int days, string stateVersions);

    [LoggerMessage(Level = LogLevel.Error, Message = "The old states of workspace {Workspace} could not be deleted; it is tried again the next day.")]
    public static partial void StatesNotDeleted(this ILogger logger, Exception exception, WorkspaceId workspace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upload for state version {StateVersion} of workspace {Workspace} was refused: {Reason}")]
    public static partial void StateUploadRefused(this ILogger logger, StateVersionId stateVersion, WorkspaceId workspace, string reason);
}
