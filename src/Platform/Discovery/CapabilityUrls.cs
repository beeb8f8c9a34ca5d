using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Platform.Discovery;

/// <summary>
/// Addresses that carry their own permission: whoever has one may do the one thing it is for, until it expires. The CLI sends no token to
/// upload and log addresses and overwrites a log address's query (protocol.md §3.1, §12.1), so everything is in the path.
/// </summary>
public sealed class CapabilityUrls(IPublicAddress address, CapabilityKey key, TimeProvider clock)
{
    /// <summary>The route of the addresses made for <paramref name="purpose"/>, to be mapped without authentication.</summary>
    public static string Route(string purpose) => $"/signed/{purpose}/{{subject}}/{{expires}}/{{signature}}";

    /// <summary>Makes an address; <paramref name="subject"/> is what it is about, usually an id.</summary>
    public Uri Make(string purpose, string subject, TimeSpan lifetime)
    {
        if (!IsSegment(purpose) || !IsSegment(subject))
        {
            throw new ArgumentException($"'{purpose}' and '{subject}' must be letters, digits, dots, dashes and underscores.", nameof(subject));
        }

        var expires = clock.GetUtcNow().Add(lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new Uri(address.Url, $"/signed/{purpose}/{subject}/{expires}/{Base64Url.EncodeToString(Sign(purpose, subject, expires))}");
    }

    /// <summary>Whether the request's address was made here for this purpose and still holds, and what it is about.</summary>
    public bool TryRead(HttpContext context, string purpose, out string subject)
    {
        ArgumentNullException.ThrowIfNull(context);
        subject = Value(context, "subject");
        return IsGood(purpose, subject, Value(context, "expires"), Value(context, "signature"));
    }

    internal bool IsGood(string purpose, string subject, string expires, string signature)
    {
        Span<byte> sent = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return IsSegment(subject)
            && long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            && Base64Url.IsValid(signature, out var length) && length == sent.Length
            && Base64Url.TryDecodeFromChars(signature, sent, out _)
            && CryptographicOperations.FixedTimeEquals(sent, Sign(purpose, subject, expires))
            && clock.GetUtcNow().ToUnixTimeSeconds() < until;
    }

    // No part can hold the separator, so no two different addresses sign the same text.
    private byte[] Sign(string purpose, string subject, string expires) =>
        HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes($"{purpose}\n{subject}\n{expires}"));

    private static string Value(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";

    private static bool IsSegment(string text) =>
        text.Length is > 0 and <= 200 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') && text is not ("." or "..");
}
