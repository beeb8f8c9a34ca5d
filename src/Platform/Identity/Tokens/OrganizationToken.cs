using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.Tokens;

/// <summary>The one token that speaks for an organization, and the one that reads its audit trail: shown, made anew (which ends the former one) and revoked by who manages it.</summary>
public sealed class OrganizationToken(
    PlatformDbContext db, FindOrganization find, TokenAccess access, Authorizer authorizer, TokenLookup lookup, TimeProvider clock, ILogger<OrganizationToken> log)
{
    /// <summary>What the query parameter <c>token</c> says for the token that reads the audit trail.</summary>
    private const string AuditTrails = "audit-trails";

    public async Task<Result<ApiToken>> FindAsync(string organization, ApiTokenKind kind, CancellationToken cancellationToken)
    {
        if (!(await ManagedAsync(organization, cancellationToken)).TryGet(out var managed, out var refusal))
        {
            return refusal;
        }

        var token = await db.ApiTokens.AsNoTracking().FirstOrDefaultAsync(t => t.OrganizationId == managed.Id && t.Kind == kind, cancellationToken);
        return token is null ? Refusal.NotFound($"token of organization {organization}") : token;
    }

    public async Task<Result<IssuedToken>> ReplaceAsync(string organization, ApiTokenKind kind, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
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
                db.ApiTokens.RemoveRange(await db.ApiTokens.Where(t => t.OrganizationId == managed.Id && t.Kind == kind).ToListAsync(token));
                var issued = kind == ApiTokenKind.Organization ? IssuedToken.ForOrganization(managed.Id, now, expiresAt) : IssuedToken.ForAuditTrail(managed.Id, now, expiresAt);
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

    public async Task<Result<Done>> RevokeAsync(string organization, ApiTokenKind kind, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(organization, kind, cancellationToken)).TryGet(out var token, out var refusal))
        {
            return refusal;
        }

        await db.InTransactionAsync<Done>(
            async inner =>
            {
                db.ApiTokens.RemoveRange(await db.ApiTokens.Where(t => t.OrganizationId == token.OrganizationId && t.Kind == kind).ToListAsync(inner));
                return Done.Value;
            },
            cancellationToken);
        lookup.Forget();
        log.TokenRevoked(authorizer.Caller.UserId, token.Id, token.OrganizationId!.Value.Value);
        return Done.Value;
    }

    internal static async Task<IResult> HandleFindAsync(string organization, string? token, OrganizationToken tokens, CancellationToken cancellationToken) =>
        (await tokens.FindAsync(organization, KindOf(token), cancellationToken)).ToHttp(found => JsonApiResults.Ok(TokenDocument.Of(found)));

    internal static async Task<IResult> HandleReplaceAsync(
        string organization, string? token, JsonApiRequest<TokenRequest> request, OrganizationToken tokens, CancellationToken cancellationToken) =>
        request.Refusal is { } refusal
            ? JsonApiResults.Refused(refusal)
            : (await tokens.ReplaceAsync(organization, KindOf(token), request.Attributes.ExpiredAt, cancellationToken))
                .ToHttp(issued => JsonApiResults.Created(TokenDocument.Of(issued.Token, issued.Secret)));

    internal static async Task<IResult> HandleRevokeAsync(string organization, string? token, OrganizationToken tokens, CancellationToken cancellationToken) =>
        (await tokens.RevokeAsync(organization, KindOf(token), cancellationToken)).ToHttp(_ => TypedResults.NoContent());

    private static ApiTokenKind KindOf(string? token) => token == AuditTrails ? ApiTokenKind.AuditTrail : ApiTokenKind.Organization;

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
