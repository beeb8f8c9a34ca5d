using Microsoft.Extensions.Logging;

namespace Platform.Secrets;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Master key {Version} was made in {Path}. Back this file up: without it nothing stored can be read.")]
    public static partial void MasterKeyCreated(this ILogger logger, int version, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "Master key {MasterKeyId} now wraps every data key; {Count} were wrapped anew.")]
    public static partial void MasterKeyRotated(this ILogger logger, string masterKeyId, int count);
}
