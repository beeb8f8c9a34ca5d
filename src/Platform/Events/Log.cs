using Microsoft.Extensions.Logging;

namespace Platform.Events;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "Nothing is heard of other nodes: the connection to the database ended. Trying again in {Pause}.")]
    public static partial void ListeningEnded(this ILogger log, Exception exception, TimeSpan pause);

    [LoggerMessage(LogLevel.Information, "Other nodes are heard again; every listener looks for what it may have missed.")]
    public static partial void ListensAgain(this ILogger log);

    [LoggerMessage(LogLevel.Warning, "{Count} announcements could not be sent to other nodes. Trying again in {Pause}.")]
    public static partial void SendingFailed(this ILogger log, Exception exception, int count, TimeSpan pause);
}
