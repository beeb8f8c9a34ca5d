using Platform.Contracts.Ids;

namespace Platform.Identity;

/// <summary>What <c>login</c> of the CLI exchanges for a token: used once, within a minute, by the client that asked (protocol.md §2.2).</summary>
public sealed class AuthorizationCode
{
    /// <summary>SHA-256 of the code.</summary>
    public required byte[] Hash { get; init; }

    public required UserId UserId { get; init; }
    public required string ClientId { get; init; }
    public required string RedirectUri { get; init; }

    /// <summary>The S256 challenge of RFC 7636, as sent.</summary>
    public required string CodeChallenge { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
