using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;

namespace Platform.Identity;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Refused a token that is not valid on {Method} {Path}.")]
    public static partial void TokenRefused(this ILogger log, string method, PathString path);

    [LoggerMessage(LogLevel.Warning, "When tokens were last used could not be written; it is tried again in a minute.")]
    public static partial void TokenUseNotWritten(this ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Information, "User {User} made token {Token} of {Owner}.")]
    public static partial void TokenCreated(this ILogger log, UserId? user, ApiTokenId token, string owner);

    [LoggerMessage(LogLevel.Information, "User {User} revoked token {Token} of {Owner}.")]
    public static partial void TokenRevoked(this ILogger log, UserId? user, ApiTokenId token, string owner);
}
