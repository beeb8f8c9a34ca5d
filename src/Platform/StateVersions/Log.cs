using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;

namespace Platform.StateVersions;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "State version {StateVersion} is the current state of workspace {Workspace}: serial {Serial}, {Size} bytes.")]
    public static partial void StateVersionFinalized(this ILogger logger, StateVersionId stateVersion, WorkspaceId workspace, long serial, long size);

    [LoggerMessage(Level = LogLevel.Warning, Message = "State version {StateVersion} of workspace {Workspace}, serial {Serial}, came from an agent that had been given up; it is kept beside the current one.")]
    public static partial void StateVersionParked(this ILogger logger, StateVersionId stateVersion, WorkspaceId workspace, long serial);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upload for state version {StateVersion} of workspace {Workspace} was refused: {Reason}")]
    public static partial void StateUploadRefused(this ILogger logger, StateVersionId stateVersion, WorkspaceId workspace, string reason);
}
