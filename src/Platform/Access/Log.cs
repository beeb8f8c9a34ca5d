using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;

namespace Platform.Access;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "User {User} made role {Role} in {Organization}.")]
    public static partial void RoleCreated(this ILogger log, UserId? user, RoleId role, OrganizationId organization);

    [LoggerMessage(LogLevel.Information, "User {User} changed role {Role}.")]
    public static partial void RoleChanged(this ILogger log, UserId? user, RoleId role);

    [LoggerMessage(LogLevel.Information, "User {User} deleted role {Role}.")]
    public static partial void RoleDeleted(this ILogger log, UserId? user, RoleId role);

    [LoggerMessage(LogLevel.Information, "User {User} gave role {Role} by {Grant}.")]
    public static partial void RoleGranted(this ILogger log, UserId? user, RoleId role, AccessGrantId grant);

    [LoggerMessage(LogLevel.Information, "User {User} took back {Grant}.")]
    public static partial void GrantRevoked(this ILogger log, UserId? user, AccessGrantId grant);
}
