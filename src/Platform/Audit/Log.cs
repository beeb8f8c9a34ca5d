using Microsoft.Extensions.Logging;

namespace Platform.Audit;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} entries of the audit trail were older than {Days} days and were removed.")]
    public static partial void OldEntriesRemoved(this ILogger logger, int count, int days);
}
