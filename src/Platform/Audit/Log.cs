using Microsoft.Extensions.Logging;

namespace Platform.Audit;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} entries of the audit trail were older than {Days} days and were removed.")]
    public static partial void OldEntriesRemoved(this ILogger logger, int count, int days);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit trail could not be sent to the {Sink} from entry {Sequence} on; it is tried again in {Wait}.")]
    public static partial void StreamFailed(this ILogger logger, Exception exception, string sink, long sequence, TimeSpan wait);
}
