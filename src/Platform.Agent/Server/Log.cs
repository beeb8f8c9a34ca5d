using Microsoft.Extensions.Logging;

namespace Platform.Agent.Server;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "The server answered {Status} to {Route}; trying again.")]
    public static partial void ServerFailed(this ILogger log, int status, Uri? route);

    [LoggerMessage(LogLevel.Warning, "The server could not be reached at {Route}: {Reason} Trying again.")]
    public static partial void ServerUnreachable(this ILogger log, Uri? route, string reason);

    [LoggerMessage(LogLevel.Warning, "A heartbeat was not answered: {Reason}")]
    public static partial void HeartbeatFailed(this ILogger log, string reason);
}
