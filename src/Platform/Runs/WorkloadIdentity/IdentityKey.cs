using System.Globalization;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Platform.Runs.WorkloadIdentity;

/// <summary>A key that signs what runs say of themselves.</summary>
/// <param name="From">From when on it signs.</param>
/// <param name="Key">Both halves of it, named by the thumbprint of the public one (RFC 7638).</param>
internal sealed record IdentityKey(DateTimeOffset From, RsaSecurityKey Key)
{
    // What AWS, Azure and Google Cloud all take.
    private const int Bits = 2048;

    public string Id => Key.KeyId;

    public static IdentityKey New(DateTimeOffset from)
    {
        using var rsa = RSA.Create(Bits);
        return Of(from, rsa);
    }

    /// <summary>Reads what <see cref="ToLine"/> wrote; null when it is something else.</summary>
    public static IdentityKey? Parse(string line)
    {
        if (line.Split(' ') is not [var from, var key] || !DateTimeOffset.TryParseExact(from, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return null;
        }

        using var rsa = RSA.Create();
        try
        {
            rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(key), out _);
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            return null;
        }

        return Of(at, rsa);
    }

    public string ToLine()
    {
        using var rsa = RSA.Create(Key.Parameters);
        return $"{From.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)} {Convert.ToBase64String(rsa.ExportPkcs8PrivateKey())}\n";
    }

    private static IdentityKey Of(DateTimeOffset from, RSA rsa)
    {
        // Of its numbers instead of the object, so that several threads can sign at once.
        var key = new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true));
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return new IdentityKey(from, key);
    }
}
