using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity;
using Platform.Persistence;

namespace Platform.Web;

/// <summary>Finds who looks at a page, anew for each action: a page may stay open longer than its reader's account.</summary>
public sealed class PageCaller(PlatformDbContext db)
{
    private const string SecurityStamp = "AspNet.Identity.SecurityStamp";

    internal async Task<Caller> FindAsync(ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        if (person.Identity?.IsAuthenticated != true || !ResourceId.TryParse<UserId>(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id))
        {
            return Caller.Anonymous;
        }

        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken);

        // The stamp changes when sessions must end, for example with the password.
        if (user is null || (person.FindFirstValue(SecurityStamp) is { } stamp && stamp != user.SecurityStamp))
        {
            return Caller.Anonymous;
        }

        return Callers.Of(user);
    }
}
