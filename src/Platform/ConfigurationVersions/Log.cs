using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;

namespace Platform.ConfigurationVersions;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Configuration {Configuration} was uploaded, {Bytes} bytes.")]
    public static partial void ConfigurationUploaded(this ILogger log, ConfigurationVersionId configuration, long bytes);

    [LoggerMessage(LogLevel.Warning, "The upload of configuration {Configuration} was refused: {Reason}")]
    public static partial void UploadRefused(this ILogger log, ConfigurationVersionId configuration, string reason);

    [LoggerMessage(LogLevel.Information, "The data of configuration {Configuration} of workspace {Workspace} was deleted by {User}; it can be brought back for a while.")]
    public static partial void ConfigurationDeleted(this ILogger log, ConfigurationVersionId configuration, WorkspaceId workspace, string user);

    [LoggerMessage(LogLevel.Information, "The data of configuration {Configuration} of workspace {Workspace} was brought back by {User}.")]
    public static partial void ConfigurationRestored(this ILogger log, ConfigurationVersionId configuration, WorkspaceId workspace, string user);

    [LoggerMessage(LogLevel.Information, "The data of configuration {Configuration} of workspace {Workspace} was deleted for good by {User}.")]
    public static partial void ConfigurationDeletedForGood(this ILogger log, ConfigurationVersionId configuration, WorkspaceId workspace, string user);

    [LoggerMessage(LogLevel.Information, "The data of {Count} configurations of workspace {Workspace} was deleted, which its retention policy keeps for {Days} days; it can be brought back for a while: {Configurations}")]
    public static partial void OldConfigurationsDeleted(this ILogger log, int count, WorkspaceId workspace, int days, string configurations);

    [LoggerMessage(LogLevel.Information, "The data of {Count} configurations, deleted more than {Days} days ago, was deleted for good: {Configurations}")]
    public static partial void ConfigurationsDeletedForGood(this ILogger log, int count, int days, string configurations);

    [LoggerMessage(LogLevel.Error, "The old configurations of workspace {Workspace} could not be deleted; it is tried again the next day.")]
    public static partial void ConfigurationsNotDeleted(this ILogger log, Exception exception, WorkspaceId workspace);

    [LoggerMessage(LogLevel.Information, "Configuration {Configuration} was archived.")]
    public static partial void ConfigurationArchived(this ILogger log, ConfigurationVersionId configuration);
}
