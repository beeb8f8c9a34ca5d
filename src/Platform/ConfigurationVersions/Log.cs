using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;

namespace Platform.ConfigurationVersions;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Configuration {Configuration} was uploaded, {Bytes} bytes.")]
    public static partial void ConfigurationUploaded(this ILogger log, ConfigurationVersionId configuration, long bytes);

    [LoggerMessage(LogLevel.Warning, "The upload of configuration {Configuration} was refused: {Reason}")]
    public static partial void UploadRefused(this ILogger log, ConfigurationVersionId configuration, string reason);

    [LoggerMessage(LogLevel.Information, "Configuration {Configuration} was archived.")]
    public static partial void ConfigurationArchived(this ILogger log, ConfigurationVersionId configuration);
}
