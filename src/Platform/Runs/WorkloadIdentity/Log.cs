using Microsoft.Extensions.Logging;

namespace Platform.Runs.WorkloadIdentity;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Key {Key}, which signs the tokens of runs, was made in {Path}.")]
    public static partial void IdentityKeyMade(this ILogger logger, string key, string path);
}
