using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Access.Grants;

/// <summary>Takes a role back. Who may not do there what the role may do cannot take it from those who can; everybody may give up their own.</summary>
internal sealed class RevokeGrant(PlatformDbContext db, Authorizer access, FindGrant find, ILogger<RevokeGrant> log)
{
    public async Task<Result<Done>> ExecuteAsync(AccessGrantId id, CancellationToken cancellationToken)
    {
        var revoked = await db.InTransactionAsync<Done>(
            async inner =>
            {
                if (!(await find.ExecuteAsync(id, inner)).TryGet(out var found, out var refusal))
                {
                    return refusal;
                }

                var (grant, place) = found;
                var isOwn = grant.UserId is { } user && access.Caller is { Kind: CallerKind.User, UserId: { } caller } && caller == user;
                if (!isOwn)
                {
                    if (!place.MayManage)
                    {
                        return Refusal.Forbidden("You may see this grant but not take it back.");
                    }

                    var given = (await Reach.OfGrantsAsync(db, db.AccessGrants.Where(g => g.Id == id), inner))[0].Reach.Permissions;
                    if (!place.Held.IsSupersetOf(given))
                    {
                        return Refusal.Forbidden("You cannot take back a role that may do more than you may there yourself.");
                    }
                }

                db.AccessGrants.Remove(grant);
                return Done.Value;
            },
            cancellationToken);
        if (revoked.Refusal is null)
        {
            log.GrantRevoked(access.Caller.UserId, id);
        }

        return revoked;
    }

    public static async Task<IResult> HandleAsync(AccessGrantId id, RevokeGrant revoke, CancellationToken cancellationToken) =>
        (await revoke.ExecuteAsync(id, cancellationToken)).ToHttp(_ => TypedResults.NoContent());
}
