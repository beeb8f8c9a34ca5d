using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.Tokens;

/// <summary>The one token that speaks for an organization: shown, made anew (which ends the former one) and revoked by who manages it.</summary>
public sealed class OrganizationToken(
    PlatformDbContext db, FindOrganization find, TokenAccess access, Authorizer authorizer, TokenLookup lookup, TimeProvider clock, ILogger<OrganizationToken> log)
{
    public async Task<Result<ApiToken>> FindAsync(string organization, CancellationToken cancellationToken)
    {
        if (!(await ManagedAsync(organization, cancellationToken)).TryGet(out var managed, out var refusal))
        {
            return refusal;
        }

        var token = await db.ApiTokens.AsNoTracking().FirstOrDefaultAsync(t => t.OrganizationId == managed.Id, cancellationToken);
        return token is null ? Refusal.NotFound($"token of organization {organization}") : token;
    }

    public async Task<Result<IssuedToken>> ReplaceAsync(string organization, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        if (!(await ManagedAsync(organization, cancellationToken)).TryGet(out var managed, out var refusal))
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        if (expiresAt <= now)
        {
            return Refusal.Invalid("A token must expire in the future.", "expired-at");
        }

        var result = await db.InTransactionAsync<IssuedToken>(
            async token =>
            {
                await db.ApiTokens.Where(t => t.OrganizationId == managed.Id).ExecuteDeleteAsync(token);
                var issued = IssuedToken.ForOrganization(managed.Id, now, expiresAt);
                db.ApiTokens.Add(issued.Token);
                return issued;
            },
            cancellationToken);
        lookup.Forget();
        if (result.Value is { } made)
        {
            log.TokenCreated(authorizer.Caller.UserId, made.Token.Id, managed.Id.Value);
        }

        return result;
    }

    public async Task<Result<Done>> RevokeAsync(string organization, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(organization, cancellationToken)).TryGet(out var token, out var refusal))
        {
            return refusal;
        }

        await db.ApiTokens.Where(t => t.OrganizationId == token.OrganizationId).ExecuteDeleteAsync(cancellationToken);
        lookup.Forget();
        log.TokenRevoked(authorizer.Caller.UserId, token.Id, token.OrganizationId!.Value.Value);
        return Done.Value;
    }

    internal static async Task<IResult> HandleFindAsync(string organization, OrganizationToken tokens, CancellationToken cancellationToken) =>
        (await tokens.FindAsync(organization, cancellationToken)).ToHttp(token => JsonApiResults.Ok(TokenDocument.Of(token)));

    internal static async Task<IResult> HandleReplaceAsync(
        string organization, JsonApiRequest<TokenRequest> request, OrganizationToken tokens, CancellationToken cancellationToken) =>
        request.Refusal is { } refusal
            ? JsonApiResults.Refused(refusal)
            : (await tokens.ReplaceAsync(organization, request.Attributes.ExpiredAt, cancellationToken))
                .ToHttp(issued => JsonApiResults.Created(TokenDocument.Of(issued.Token, issued.Secret)));

    internal static async Task<IResult> HandleRevokeAsync(string organization, OrganizationToken tokens, CancellationToken cancellationToken) =>
        (await tokens.RevokeAsync(organization, cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private async Task<Result<Organization>> ManagedAsync(string organization, CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(organization, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        return await access.MayManageAsync(found.Id, cancellationToken)
            ? found
            : Refusal.Forbidden("The organization's token is for people who manage the organization.");
    }
}
