using System.Buffers.Text;
using System.Text;

namespace Platform.Identity;

/// <summary>Marks routes for clients that can send a name and a password only: the password is the token, and the name says nothing.</summary>
public sealed class AcceptsBasicToken
{
    private AcceptsBasicToken()
    {
    }

    public static AcceptsBasicToken Instance { get; } = new();

    /// <summary>The password of base64 of <c>name:password</c>; null when it is nothing of the kind.</summary>
    internal static string? PasswordOf(ReadOnlySpan<char> encoded)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length) + 3];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var count))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, count);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..].Trim() : null;
    }
}
