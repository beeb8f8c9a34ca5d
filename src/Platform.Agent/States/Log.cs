using Microsoft.Extensions.Logging;

namespace Platform.Agent.States;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Sent a snapshot of the state, {Bytes} bytes.")]
    public static partial void SnapshotSent(this ILogger log, long bytes);

    [LoggerMessage(LogLevel.Warning, "A snapshot of the state was not taken: {Reason}")]
    public static partial void SnapshotRefused(this ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "The state's folder cannot be watched ({Reason}); looking at it every second instead.")]
    public static partial void WatchFailed(this ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "A request to the state endpoint was not understood: {Reason}")]
    public static partial void StateRequestRefused(this ILogger log, string reason);
}
