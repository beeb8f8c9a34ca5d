namespace Platform.Server.Tls;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "The server's certificate {Path} was issued for {Names}, good until {End}.")]
    public static partial void ServerCertificateIssued(this ILogger log, string path, string names, DateTimeOffset end);

    [LoggerMessage(LogLevel.Warning, "The server's certificate {Path} cannot be read; a new one is issued.")]
    public static partial void ServerCertificateUnreadable(this ILogger log, Exception exception, string path);
}
