using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Identity.Login;

/// <summary>Proof key for code exchange, method S256 (RFC 7636): who exchanges the code must know what its challenge was made from.</summary>
internal static class CodeChallenge
{
    public const string Method = "S256";
    private const int ShortestVerifier = 43;
    private const int LongestVerifier = 128;

    /// <summary>An S256 challenge is 32 bytes in base64url without padding.</summary>
    public static bool IsWellFormed(string? challenge) =>
        challenge is { Length: 43 } && Base64Url.IsValid(challenge, out var length) && length == SHA256.HashSizeInBytes;

    public static string Of(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    public static bool IsMetBy(string challenge, string? verifier) =>
        verifier is { Length: >= ShortestVerifier and <= LongestVerifier }
        && verifier.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~')
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Of(verifier)), Encoding.ASCII.GetBytes(challenge));
}
