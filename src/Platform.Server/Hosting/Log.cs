namespace Platform.Server.Hosting;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "The database was brought up to date by {Count} migrations.")]
    public static partial void DatabaseMigrated(this ILogger log, int count);

    [LoggerMessage(LogLevel.Warning, "The data folder {Folder} is open to others, and so were {Count} files and folders in it that only the server should read. They are closed now; whoever could read them may have.")]
    public static partial void FilesWereOpen(this ILogger log, string folder, int count);

    [LoggerMessage(LogLevel.Warning, "{File} can be read by others, and only its owner or root can close it.")]
    public static partial void FileStaysOpen(this ILogger log, string file);

    [LoggerMessage(LogLevel.Information, "The platform serves {PublicUrl}, listening on {Addresses}, with its data in {DataDirectory}.")]
    public static partial void Serving(this ILogger log, Uri publicUrl, string addresses, string dataDirectory);
}
