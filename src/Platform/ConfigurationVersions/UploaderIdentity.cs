using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Identity;
using Platform.Persistence;

namespace Platform.ConfigurationVersions;

/// <summary>Lets what follows an upload happen in the name of who made the configuration version, since nobody signs in to upload.</summary>
public sealed class UploaderIdentity(PlatformDbContext db, CallerAccessor accessor)
{
    internal async Task AssumeAsync(ConfigurationVersion configuration, CancellationToken cancellationToken)
    {
        var user = configuration.CreatedByUserId is { } id
            ? await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellationToken)
            : null;
        accessor.Caller = (configuration.CreatedByUserId, user) switch
        {
            // Only the organization's own token makes configurations without a person.
            (null, _) => new Caller { Kind = CallerKind.Organization, OrganizationId = configuration.OrganizationId },
            (_, null) => Caller.Anonymous,
            (_, { ServiceOfTeamId: { } team }) => await Callers.OfTeamAsync(db, team, cancellationToken) ?? Caller.Anonymous,
            (_, { ServiceAccountId: { } account }) => await Callers.OfServiceAccountAsync(db, account, cancellationToken) ?? Caller.Anonymous,
            _ => new Caller { Kind = CallerKind.User, UserId = user.Id, UserName = user.UserName, IsSiteAdministrator = user.IsSiteAdministrator },
        };
    }
}
