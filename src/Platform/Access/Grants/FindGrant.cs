using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Teams;

namespace Platform.Access.Grants;

/// <summary>Finds a grant for who may see the access at its place, and for the person who has it.</summary>
internal sealed class FindGrant(PlatformDbContext db, Authorizer access, FindGrantPlace places, FindTeam teams)
{
    public async Task<Result<(AccessGrant Grant, GrantPlace Place)>> ExecuteAsync(AccessGrantId id, CancellationToken cancellationToken)
    {
        var grant = await db.AccessGrants.FirstOrDefaultAsync(g => g.Id == id, cancellationToken);
        if (grant is null || await places.OfAsync(grant, cancellationToken) is not { } place)
        {
            return Refusal.NotFound($"access grant {id}");
        }

        var seesTeam = grant.TeamId is not { } team || (await teams.ExecuteAsync(team, cancellationToken)).Refusal is null;
        return (place.MayRead && seesTeam) || (grant.UserId is { } user && user == access.Caller.UserId)
            ? (grant, place)
            : Refusal.NotFound($"access grant {id}");
    }

    /// <summary>Adds what the documents show, with one query for all.</summary>
    public async Task<IReadOnlyList<GrantDetails>> DescribeAsync(IReadOnlyList<AccessGrant> grants, CancellationToken cancellationToken)
    {
        var users = grants.Select(g => g.UserId).OfType<UserId>().Distinct().ToArray();
        var accounts = await db.ServiceAccounts.AsNoTracking().Where(a => users.Contains(a.UserId)).ToDictionaryAsync(a => a.UserId, a => a.Id, cancellationToken);
        return [.. grants.Select(g => new GrantDetails(g, g.UserId is { } user && accounts.TryGetValue(user, out var account) ? account : null))];
    }

    internal static async Task<IResult> HandleAsync(AccessGrantId id, FindGrant find, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(id, cancellationToken)).TryGet(out var found, out var refusal)
            ? JsonApiResults.Ok(GrantDocument.Of((await find.DescribeAsync([found.Grant], cancellationToken))[0]))
            : JsonApiResults.Refused(refusal);
}
