using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity.Tokens;
using Platform.Results;

namespace Platform.Web.Identity;

/// <summary>A token as its owner's page shows it.</summary>
public sealed record TokenView(ApiTokenId Id, string Description, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt);

/// <summary>The reader's own tokens.</summary>
public sealed class OwnTokens(ListTokens list, CreateToken create, Authorizer access)
{
    private static readonly Refusal SignInFirst = Refusal.Forbidden("Sign in again: this session is over.");

    public async Task<Result<TokenView[]>> ReadAsync(CancellationToken cancellationToken) =>
        access.Caller.UserId is { } owner
            ? (await list.ExecuteAsync(owner, cancellationToken)).Map<TokenView[]>(tokens =>
                [.. tokens.Select(t => new TokenView(t.Id, t.Description, t.CreatedAt, t.LastUsedAt, t.ExpiresAt))])
            : SignInFirst;

    public async Task<Result<IssuedToken>> CreateAsync(string description, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        access.Caller.UserId is { } owner ? await create.ExecuteAsync(owner, description, expiresAt, cancellationToken) : SignInFirst;
}
