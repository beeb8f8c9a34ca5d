using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Identity.Tokens;

/// <summary>Finds out who speaks when a token is sent.</summary>
/// <remarks>
/// An answer is remembered for five seconds, so that thousands of requests a second ask the database once. A token revoked in this process is
/// forgotten at once, one revoked on another node within those seconds. Unknown tokens are not remembered, so they cost no memory.
/// </remarks>
public sealed class TokenLookup(IServiceScopeFactory scopes, TokenUse use, TimeProvider clock)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<TokenHash, Entry> _entries = new();
    private long _generation;

    /// <summary>Who speaks, or null when the token is unknown, expired, or its user, organization or run is gone.</summary>
    internal ValueTask<TokenOwner?> FindAsync(ReadOnlySpan<char> token, CancellationToken cancellationToken)
    {
        if (!TokenHash.TryOf(token, out var hash))
        {
            return ValueTask.FromResult<TokenOwner?>(null);
        }

        return _entries.TryGetValue(hash, out var entry) && clock.GetUtcNow() < entry.GoodUntil
            ? ValueTask.FromResult<TokenOwner?>(entry.Owner)
            : new ValueTask<TokenOwner?>(ReadAsync(hash, cancellationToken));
    }

    /// <summary>Makes every token be looked up anew: one was revoked, or what a caller is has changed.</summary>
    public void Forget()
    {
        // A lookup that read before the change must not be remembered after it.
        Interlocked.Increment(ref _generation);
        _entries.Clear();
    }

    private async Task<TokenOwner?> ReadAsync(TokenHash hash, CancellationToken cancellationToken)
    {
        var generation = Interlocked.Read(ref _generation);
        var now = clock.GetUtcNow();
        var bytes = hash.ToBytes();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        var token = await db.ApiTokens.AsNoTracking().FirstOrDefaultAsync(t => t.Hash == bytes, cancellationToken);
        if (token is null || token.ExpiresAt <= now || await CallerAsync(db, token, cancellationToken) is not { } caller)
        {
            _entries.TryRemove(hash, out _);
            return null;
        }

        use.Note(token, now);
        var owner = new TokenOwner(token.Id, caller with { TokenId = token.Id }, Principal(caller));
        var goodUntil = token.ExpiresAt < now + Remembered ? token.ExpiresAt.Value : now + Remembered;
        Remember(hash, new Entry(owner, goodUntil), generation);
        return owner;
    }

    private void Remember(TokenHash hash, Entry entry, long generation)
    {
        if (_entries.Count >= MostRemembered)
        {
            _entries.Clear();
        }

        _entries[hash] = entry;
        if (Interlocked.Read(ref _generation) != generation)
        {
            _entries.TryRemove(hash, out _);
        }
    }

    private static async Task<Caller?> CallerAsync(PlatformDbContext db, ApiToken token, CancellationToken cancellationToken)
    {
        switch (token.Kind)
        {
            case ApiTokenKind.User:
                var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == token.UserId, cancellationToken);
                return user is null ? null : Callers.Of(user);
            case ApiTokenKind.Organization or ApiTokenKind.AuditTrail:
                var organization = await db.Organizations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == token.OrganizationId, cancellationToken);
                return organization is null
                    ? null
                    : new Caller
                    {
                        Kind = token.Kind == ApiTokenKind.Organization ? CallerKind.Organization : CallerKind.AuditTrail,
                        OrganizationId = organization.Id,
                        UserName = $"api-org-{organization.Name}",
                    };
            case ApiTokenKind.Team:
                return await Callers.OfTeamAsync(db, token.TeamId!.Value, cancellationToken);
            case ApiTokenKind.ServiceAccount:
                return await Callers.OfServiceAccountAsync(db, token.ServiceAccountId!.Value, cancellationToken);
            case ApiTokenKind.Run:
                var run = await db.Runs.AsNoTracking().FirstOrDefaultAsync(r => r.Id == token.RunId, cancellationToken);
                return run is null
                    ? null
                    : new Caller { Kind = CallerKind.Run, RunId = run.Id, OrganizationId = run.OrganizationId, WorkspaceId = run.WorkspaceId };
            default:
                throw new InvalidOperationException($"Token {token.Id} is of the unknown kind {token.Kind}.");
        }
    }

    private static ClaimsPrincipal Principal(Caller caller)
    {
        var name = caller.UserName ?? caller.RunId?.Value ?? "";
        var id = caller.UserId?.Value ?? caller.RunId?.Value ?? caller.OrganizationId?.Value ?? "";
        return new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, id), new Claim(ClaimTypes.Name, name), new Claim(Callers.KindClaim, caller.Kind.ToString())],
            ApiAuthentication.Scheme));
    }

    private sealed record Entry(TokenOwner Owner, DateTimeOffset GoodUntil);
}

/// <summary>Who a token speaks for.</summary>
internal sealed record TokenOwner(ApiTokenId TokenId, Caller Caller, ClaimsPrincipal Principal);
