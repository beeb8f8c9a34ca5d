using Microsoft.EntityFrameworkCore;
using Platform.Identity;
using Platform.Persistence;

namespace Platform.Teams;

/// <summary>Makes a new person a member wherever their address was invited.</summary>
/// <remarks>Only an administrator makes users, and so says whose the address is; a change of address by its user never leads here.</remarks>
public sealed class ActivateInvitations(PlatformDbContext db)
{
    public async Task ExecuteAsync(User user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.NormalizedEmail is { Length: > 0 } email)
        {
            await db.OrganizationMemberships.Where(m => m.NormalizedEmail == email && m.UserId == null)
                .ExecuteUpdateAsync(row => row.SetProperty(m => m.UserId, user.Id), cancellationToken);
        }
    }
}
