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

    [LoggerMessage(LogLevel.Information, "User {User} made service account {Account} in {Organization}.")]
    public static partial void ServiceAccountCreated(this ILogger log, UserId? user, ServiceAccountId account, OrganizationId organization);

    [LoggerMessage(LogLevel.Information, "User {User} deleted service account {Account}.")]
    public static partial void ServiceAccountDeleted(this ILogger log, UserId? user, ServiceAccountId account);

    [LoggerMessage(LogLevel.Information, "User {User} allowed a command line at {RedirectUri} to sign in.")]
    public static partial void LoginAllowed(this ILogger log, UserId user, string redirectUri);

    [LoggerMessage(LogLevel.Information, "A command line signed in as user {User} with token {Token}.")]
    public static partial void LoginFinished(this ILogger log, UserId user, ApiTokenId token);

    [LoggerMessage(LogLevel.Warning, "Refused to exchange a login code: {Reason}")]
    public static partial void LoginRefused(this ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "User {User} signed in with a password.")]
    public static partial void SignedIn(this ILogger log, UserId user);

    [LoggerMessage(LogLevel.Warning, "Refused to sign in {UserName}: {Reason}")]
    public static partial void SignInRefused(this ILogger log, string userName, string reason);

    [LoggerMessage(LogLevel.Information, "User {User} signed in by a link.")]
    public static partial void SignedInByLink(this ILogger log, UserId user);

    [LoggerMessage(LogLevel.Information, "User {Maker} made a sign-in link for user {User}.")]
    public static partial void SignInLinkCreated(this ILogger log, UserId? maker, UserId user);

    [LoggerMessage(LogLevel.Information, "User {Maker} made user {User} (site administrator: {IsSiteAdministrator}).")]
    public static partial void UserCreated(this ILogger log, UserId? maker, UserId user, bool isSiteAdministrator);

    [LoggerMessage(LogLevel.Information, "User {Setter} set the password of user {User}.")]
    public static partial void PasswordSet(this ILogger log, UserId? setter, UserId user);

    [LoggerMessage(LogLevel.Information, "Made the first administrator, user {User}.")]
    public static partial void FirstAdministratorMade(this ILogger log, UserId user);

    [LoggerMessage(LogLevel.Information, "The setting Platform:AdminToken is now an API token of user {User}.")]
    public static partial void AdminTokenTaken(this ILogger log, UserId user);

    [LoggerMessage(LogLevel.Warning, "The setting Platform:AdminToken is shorter than {Length} characters and might be guessed; use a long random one.")]
    public static partial void AdminTokenShort(this ILogger log, int length);

    [LoggerMessage(LogLevel.Information, "An API token of the first administrator is in {Path}.")]
    public static partial void AdminTokenWritten(this ILogger log, string path);
}
