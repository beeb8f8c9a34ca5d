using Platform.Contracts.Ids;

namespace Platform.Identity;

/// <summary>A link that signs its user in once.</summary>
public sealed class SignInLink
{
    /// <summary>SHA-256 of the secret in the link.</summary>
    public required byte[] Hash { get; init; }

    public required UserId UserId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}
