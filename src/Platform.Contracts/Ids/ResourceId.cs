using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Platform.Contracts.Ids;

/// <summary>Makes and reads identifiers.</summary>
public static class ResourceId
{
    private const int RandomLength = 16;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A new identifier with 95 bits of randomness.</summary>
    public static TId New<TId>()
        where TId : struct, IResourceId<TId> =>
        TId.Wrap($"{TId.Prefix}-{RandomNumberGenerator.GetString(Alphabet, RandomLength)}");

    /// <summary>Reads an identifier; false when the prefix is another one or a character is not a letter or digit.</summary>
    public static bool TryParse<TId>([NotNullWhen(true)] string? text, out TId id)
        where TId : struct, IResourceId<TId>
    {
        if (IsWellFormed(text, TId.Prefix))
        {
            id = TId.Wrap(text);
            return true;
        }

        id = default;
        return false;
    }

    internal static bool IsWellFormed([NotNullWhen(true)] string? text, string prefix)
    {
        if (text is null || text.Length <= prefix.Length + 1 || text.Length > 64
            || !text.StartsWith(prefix, StringComparison.Ordinal) || text[prefix.Length] != '-')
        {
            return false;
        }

        foreach (var character in text.AsSpan(prefix.Length + 1))
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                return false;
            }
        }

        return true;
    }
}
