using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Access.Grants;
using Platform.Contracts.Ids;
using Platform.Identity.Tokens;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.ServiceAccounts;

/// <summary>The tokens of service accounts.</summary>
/// <remarks>
/// Only a person makes them, never a token of another kind, and only one who may do all that the account may: its token would lend them the rest.
/// </remarks>
internal sealed class ServiceAccountTokens(
    PlatformDbContext db, Authorizer access, FindServiceAccount find, FindGrantPlace places, TimeProvider clock, ILogger<ServiceAccountTokens> log)
{
    private const int LongestDescription = 255;
    private readonly PlatformDbContext _db = db;

    public async Task<Result<IssuedToken>> CreateAsync(ServiceAccountId id, string description, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        if (!(await ManagedAsync(id, cancellationToken)).TryGet(out var account, out var refusal))
        {
            return refusal;
        }

        if (!await MayActAsAsync(account, cancellationToken))
        {
            return Refusal.Forbidden("You cannot make a token for an account that may do more than you.");
        }

        if (AttributeText.Check(description, LongestDescription, "description") is { } bad)
        {
            return bad;
        }

        var now = clock.GetUtcNow();
        if (expiresAt <= now)
        {
            return Refusal.Invalid("A token must expire in the future.", "expired-at");
        }

        var issued = IssuedToken.ForServiceAccount(id, description.Trim(), now, expiresAt);
        _db.ApiTokens.Add(issued.Token);
        await _db.SaveChangesAsync(cancellationToken);
        log.TokenCreated(access.Caller.UserId, issued.Token.Id, id.Value);
        return issued;
    }

    public static async Task<IResult> HandleCreateAsync(
        ServiceAccountId id, JsonApiRequest<TokenRequest> body, ServiceAccountTokens tokens, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : (await tokens.CreateAsync(id, body.Attributes.Description ?? "", body.Attributes.ExpiredAt, cancellationToken))
                .ToHttp(issued => JsonApiResults.Created(TokenDocument.Of(issued.Token, issued.Secret)));

    [Answers(200, "authentication-tokens", IsList = true)]
    public static async Task<IResult> HandleListAsync(ServiceAccountId id, PageRequest page, ServiceAccountTokens tokens, CancellationToken cancellationToken)
    {
        if ((await tokens.ManagedAsync(id, cancellationToken)).Refusal is { } refusal)
        {
            return JsonApiResults.Refused(refusal);
        }

        var all = tokens._db.ApiTokens.AsNoTracking().Where(t => t.ServiceAccountId == id);
        var rows = await all.OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return JsonApiResults.Page([.. rows.Select(token => TokenDocument.Of(token))], page, await all.CountAsync(cancellationToken));
    }

    private async Task<Result<ServiceAccount>> ManagedAsync(ServiceAccountId id, CancellationToken cancellationToken)
    {
        var found = await find.ExecuteAsync(id, cancellationToken);
        return found.TryGet(out var account, out _)
            && !(access.Caller.Kind is CallerKind.User or CallerKind.Platform && await access.CanAsync(Permission.ManageServiceAccounts, account.OrganizationId, cancellationToken))
                ? Refusal.Forbidden("You may see this service account but not its tokens.")
                : found;
    }

    private async Task<bool> MayActAsAsync(ServiceAccount account, CancellationToken cancellationToken)
    {
        foreach (var (grant, reach) in await Reach.OfGrantsAsync(_db, _db.AccessGrants.Where(g => g.UserId == account.UserId), cancellationToken))
        {
            if (await places.OfAsync(grant, cancellationToken) is not { } place || !place.Held.IsSupersetOf(reach.Permissions))
            {
                return false;
            }
        }

        return true;
    }
}
