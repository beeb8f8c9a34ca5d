using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity.Users;
using Platform.JsonApi;
using Platform.Persistence;

namespace Platform.Runs;

/// <summary>Shows who made, confirmed or commented runs, as far as the reader may see it.</summary>
internal sealed class RunPeople(PlatformDbContext db, Authorizer access)
{
    public async Task<IReadOnlyList<Resource>> LoadAsync(IEnumerable<UserId?> users, CancellationToken cancellationToken)
    {
        var ids = users.OfType<UserId>().Distinct().ToArray();
        var found = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToListAsync(cancellationToken);
        return [.. found.Select(user => UserDocument.Of(user, access.Caller))];
    }
}
