using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity;
using Platform.Identity.Tokens;
using Platform.JsonApi.Description;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Teams;

/// <summary>The tokens that speak for a team: one without a description, which older clients know, and any number with one.</summary>
/// <remarks>Only a person makes, sees and revokes them, never a token of another kind, so that a leaked one cannot beget others.</remarks>
public sealed class TeamTokens(
    PlatformDbContext db, Authorizer access, FindTeam teams, FindOrganization organizations, TokenLookup lookup, TimeProvider clock, ILogger<TeamTokens> log)
{
    private readonly PlatformDbContext _db = db;
    private readonly Authorizer _access = access;
    private readonly FindTeam _teams = teams;
    private readonly FindOrganization _organizations = organizations;

    private const int LongestDescription = 255;
    private static readonly Refusal Taken = Refusal.Invalid("Description has already been taken", "description");

    /// <summary>Makes a token; without a description it takes the place of the one that has none.</summary>
    public async Task<Result<IssuedToken>> CreateAsync(TeamId id, string? description, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var made = await _db.InTransactionAsync<IssuedToken>(
            async inner =>
            {
                if (!(await ManagedAsync(id, inner)).TryGet(out var details, out var refusal))
                {
                    return refusal;
                }

                var now = clock.GetUtcNow();
                if (expiresAt <= now)
                {
                    return Refusal.Invalid("A token must expire in the future.", "expired-at");
                }

                var name = description?.Trim() ?? "";
                if (AttributeText.Check(name, LongestDescription, "description") is { } bad)
                {
                    return bad;
                }

                // A change of the team's row makes two that make the same token wait for each other.
                _db.Entry(details.Team).State = EntityState.Modified;
                if (name.Length == 0)
                {
                    _db.ApiTokens.RemoveRange(await _db.ApiTokens.Where(t => t.TeamId == id && t.Description == "").ToListAsync(inner));
                }
                else if (await _db.ApiTokens.AnyAsync(t => t.TeamId == id && t.Description == name, inner))
                {
                    return Taken;
                }

                var issued = IssuedToken.ForTeam(id, name, now, expiresAt);
                _db.ApiTokens.Add(issued.Token);
                return issued;
            },
            cancellationToken);
        lookup.Forget();
        if (made.Value is { } token)
        {
            log.TeamTokenCreated(_access.Caller.UserId, token.Token.Id, id);
        }

        return made;
    }

    internal static async Task<IResult> HandleCreateAsync(TeamId id, JsonApiRequest<TokenRequest> body, TeamTokens tokens, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable ? JsonApiResults.Refused(unreadable)
        : string.IsNullOrWhiteSpace(body.Attributes.Description) ? JsonApiResults.Refused(Refusal.Invalid("Description can't be blank.", "description"))
        : Created(await tokens.CreateAsync(id, body.Attributes.Description, body.Attributes.ExpiredAt, cancellationToken));

    /// <summary>The older form: what it says of a description is passed over.</summary>
    internal static async Task<IResult> HandleReplaceAsync(TeamId id, JsonApiRequest<TokenRequest> body, TeamTokens tokens, CancellationToken cancellationToken) =>
        body.Refusal is { } unreadable
            ? JsonApiResults.Refused(unreadable)
            : Created(await tokens.CreateAsync(id, null, body.Attributes.ExpiredAt, cancellationToken));

    internal static async Task<IResult> HandleFindAsync(TeamId id, TeamTokens tokens, CancellationToken cancellationToken) =>
        (await tokens.PlainAsync(id, cancellationToken)).ToHttp(token => JsonApiResults.Ok(TokenDocument.Of(token)));

    internal static async Task<IResult> HandleRevokeAsync(TeamId id, TeamTokens tokens, RevokeToken revoke, CancellationToken cancellationToken) =>
        (await tokens.PlainAsync(id, cancellationToken)).TryGet(out var token, out var refusal)
            ? (await revoke.ExecuteAsync(token.Id, cancellationToken)).ToHttp(_ => TypedResults.NoContent())
            : JsonApiResults.Refused(refusal);

    internal static async Task<IResult> HandleListAsync(TeamId id, PageRequest page, TeamTokens tokens, CancellationToken cancellationToken) =>
        (await tokens.ManagedAsync(id, cancellationToken)).Refusal is { } refusal
            ? JsonApiResults.Refused(refusal)
            : await PageAsync(tokens._db.ApiTokens.Where(t => t.TeamId == id), page, cancellationToken);

    [Answers(200, "authentication-tokens", IsList = true)]
    internal static async Task<IResult> HandleListAllAsync(string organization, PageRequest page, TeamTokens tokens, CancellationToken cancellationToken)
    {
        if (!(await tokens._organizations.ExecuteAsync(organization, cancellationToken)).TryGet(out var found, out var refusal))
        {
            return JsonApiResults.Refused(refusal);
        }

        var managed = new List<TeamId>();
        if (tokens._access.Caller.Kind is CallerKind.User or CallerKind.Platform)
        {
            var visible = await (await tokens._teams.VisibleAsync(found.Id, cancellationToken)).AsNoTracking().ToListAsync(cancellationToken);
            managed.AddRange((await tokens._teams.DescribeAsync(visible, cancellationToken)).Where(t => t.MayManageTokens).Select(t => t.Team.Id));
        }

        return await PageAsync(tokens._db.ApiTokens.Where(t => t.TeamId != null && managed.Contains(t.TeamId.Value)), page, cancellationToken);
    }

    private static IResult Created(Result<IssuedToken> made) => made.ToHttp(issued => JsonApiResults.Created(TokenDocument.Of(issued.Token, issued.Secret)));

    private static async Task<IResult> PageAsync(IQueryable<ApiToken> all, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await all.AsNoTracking().OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return JsonApiResults.Page([.. rows.Select(token => TokenDocument.Of(token))], page, await all.CountAsync(cancellationToken));
    }

    private async Task<Result<ApiToken>> PlainAsync(TeamId id, CancellationToken cancellationToken)
    {
        if ((await ManagedAsync(id, cancellationToken)).Refusal is { } refusal)
        {
            return refusal;
        }

        var token = await _db.ApiTokens.AsNoTracking().FirstOrDefaultAsync(t => t.TeamId == id && t.Description == "", cancellationToken);
        return token is null ? Refusal.NotFound($"token of team {id}") : token;
    }

    private async Task<Result<TeamDetails>> ManagedAsync(TeamId id, CancellationToken cancellationToken)
    {
        var found = await _teams.ExecuteAsync(id, cancellationToken);
        return found.TryGet(out var details, out _) && !(_access.Caller.Kind is CallerKind.User or CallerKind.Platform && details.MayManageTokens)
            ? Refusal.Forbidden("You may see this team but not its tokens.")
            : found;
    }
}
