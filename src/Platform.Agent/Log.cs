using Microsoft.Extensions.Logging;

namespace Platform.Agent;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "The agent could not get warm: {Reason}")]
    public static partial void StaysCold(this ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "A connection to the state endpoint broke: {Reason}")]
    public static partial void StateConnectionBroke(this ILogger log, string reason);
}
