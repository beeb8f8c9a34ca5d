namespace Platform.Server.Hosting;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "The database was brought up to date by {Count} migrations.")]
    public static partial void DatabaseMigrated(this ILogger log, int count);

    [LoggerMessage(LogLevel.Information, "The platform serves {PublicUrl}, listening on {Addresses}, with its data in {DataDirectory}.")]
    public static partial void Serving(this ILogger log, Uri publicUrl, string addresses, string dataDirectory);
}
