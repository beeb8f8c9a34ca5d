using Microsoft.Extensions.Logging;

namespace Platform.Blobs;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The object {Path} belongs to nothing any more and could not be deleted; it is tried again.")]
    public static partial void UnwantedBlobNotDeleted(this ILogger logger, Exception exception, string path);
}
