using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;

namespace Platform.Organizations;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Organization {Organization} ({Name}) was made.")]
    public static partial void OrganizationCreated(this ILogger log, OrganizationId organization, string name);

    [LoggerMessage(LogLevel.Information, "Organization {Organization} ({Name}) was deleted with all that it owned.")]
    public static partial void OrganizationDeleted(this ILogger log, OrganizationId organization, string name);
}
