using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;

namespace Platform.Teams;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "User {User} made team {Team} in {Organization}.")]
    public static partial void TeamCreated(this ILogger log, UserId? user, TeamId team, OrganizationId organization);

    [LoggerMessage(LogLevel.Information, "User {User} deleted team {Team}.")]
    public static partial void TeamDeleted(this ILogger log, UserId? user, TeamId team);

    [LoggerMessage(LogLevel.Information, "User {User} made token {Token} of team {Team}.")]
    public static partial void TeamTokenCreated(this ILogger log, UserId? user, ApiTokenId token, TeamId team);

    [LoggerMessage(LogLevel.Information, "User {User} invited somebody, as {Membership}, into {Organization}.")]
    public static partial void MemberInvited(this ILogger log, UserId? user, OrganizationMembershipId membership, OrganizationId organization);

    [LoggerMessage(LogLevel.Information, "User {User} ended membership {Membership}.")]
    public static partial void MemberRemoved(this ILogger log, UserId? user, OrganizationMembershipId membership);
}
