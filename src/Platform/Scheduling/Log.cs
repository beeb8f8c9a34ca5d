using Microsoft.Extensions.Logging;

namespace Platform.Scheduling;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "A phase could not be carried out for a reason that is no fault of the run.")]
    public static partial void PhaseFailed(this ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Error, "The recurring task {Task} failed; it runs again in {Every}.")]
    public static partial void MaintenanceFailed(this ILogger log, Exception exception, string task, TimeSpan every);

    [LoggerMessage(LogLevel.Debug, "Skipped {Task}: another node is at it.")]
    public static partial void OtherNodeHasTurn(this ILogger log, string task);
}
