using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.Tokens;

/// <summary>Revokes a token: from now on it answers 401.</summary>
public sealed class RevokeToken(PlatformDbContext db, TokenAccess access, Authorizer authorizer, TokenLookup lookup, ILogger<RevokeToken> log)
{
    public async Task<Result<Done>> ExecuteAsync(ApiTokenId id, CancellationToken cancellationToken)
    {
        if (!(await access.FindAsync(id, cancellationToken)).TryGet(out var token, out var refusal))
        {
            return refusal;
        }

        await db.InTransactionAsync<Done>(
            async inner =>
            {
                // Of two people who revoke it at once, the second one finds nothing any more and has what they want too.
                if (await db.ApiTokens.FirstOrDefaultAsync(t => t.Id == id, inner) is { } there)
                {
                    db.ApiTokens.Remove(there);
                }

                return Done.Value;
            },
            cancellationToken);
        lookup.Forget();
        log.TokenRevoked(authorizer.Caller.UserId, id, (token.UserId?.Value ?? token.TeamId?.Value ?? token.ServiceAccountId?.Value ?? token.OrganizationId?.Value)!);
        return Done.Value;
    }

    internal static async Task<IResult> HandleAsync(ApiTokenId id, RevokeToken revoke, CancellationToken cancellationToken) =>
        (await revoke.ExecuteAsync(id, cancellationToken)).ToHttp(_ => TypedResults.NoContent());
}
