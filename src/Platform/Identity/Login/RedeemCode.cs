using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Identity.Tokens;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Identity.Login;

/// <summary>Exchanges a login code for an API token, once.</summary>
/// <remarks>The code is taken before it is looked at: of many who come with it at once one gets it, and a wrong guess at the verifier ends it.</remarks>
public sealed class RedeemCode(PlatformDbContext db, TimeProvider clock, ILogger<RedeemCode> log)
{
    public async Task<Result<IssuedToken>> ExecuteAsync(CodeExchange exchange, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        var hash = IssuedToken.HashOf(exchange.Code);
        var code = await db.AuthorizationCodes.AsNoTracking().FirstOrDefaultAsync(c => c.Hash == hash, cancellationToken);
        if (code is null || await db.AuthorizationCodes.Where(c => c.Hash == hash).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return Refuse("The code is unknown or was used already.");
        }

        var now = clock.GetUtcNow();
        if (code.ExpiresAt <= now)
        {
            return Refuse("The code has expired.");
        }

        if (!string.Equals(code.ClientId, exchange.ClientId, StringComparison.Ordinal) || !string.Equals(code.RedirectUri, exchange.RedirectUri, StringComparison.Ordinal))
        {
            return Refuse("The code was given to another client or for another redirect_uri.");
        }

        if (!CodeChallenge.IsMetBy(code.CodeChallenge, exchange.CodeVerifier))
        {
            return Refuse("The code_verifier does not match.");
        }

        // The CLI keeps it for good and has no way to renew it (protocol.md §2.2), so it does not expire; its owner can revoke it.
        var issued = IssuedToken.ForUser(code.UserId, Description(exchange.From, now), now, expiresAt: null);
        db.ApiTokens.Add(issued.Token);
        await db.SaveChangesAsync(cancellationToken);
        log.LoginFinished(code.UserId, issued.Token.Id);
        return issued;
    }

    private static string Description(IPAddress? from, DateTimeOffset now)
    {
        var address = from is { IsIPv4MappedToIPv6: true } ? from.MapToIPv4() : from;
        var host = address is null ? "an unknown host" : IPAddress.IsLoopback(address) ? "localhost" : address.ToString();
        return $"CLI login from {host} on {now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
    }

    private Refusal Refuse(string reason)
    {
        log.LoginRefused(reason);
        return Refusal.Malformed(reason);
    }
}

/// <summary>What a client sends to have its code exchanged.</summary>
/// <param name="From">Where it comes from, for the token's description.</param>
public sealed record CodeExchange(string ClientId, string Code, string? CodeVerifier, string RedirectUri, IPAddress? From)
{
    /// <summary>Neither code nor verifier is printed.</summary>
    public override string ToString() => $"{ClientId} from {From}";
}
