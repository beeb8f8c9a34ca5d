using Microsoft.EntityFrameworkCore;
using Platform.Identity;
using Platform.Persistence;

namespace Platform.Teams;

/// <summary>Makes a new person a member wherever their address was invited.</summary>
/// <remarks>The caller saves. Only an administrator makes users, and so says whose the address is; a change of address by its user never leads here.</remarks>
public sealed class ActivateInvitations(PlatformDbContext db)
{
    public async Task ExecuteAsync(User user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.NormalizedEmail is { Length: > 0 } email)
        {
            foreach (var invited in await db.OrganizationMemberships.Where(m => m.NormalizedEmail == email && m.UserId == null).ToListAsync(cancellationToken))
            {
                invited.UserId = user.Id;
            }
        }
    }
}
