using Platform.Results;

namespace Platform.JsonApi;

/// <summary>What every text from outside must keep to before it may be stored.</summary>
public static class AttributeText
{
    /// <summary>Refuses text that is too long or holds a NUL, which PostgreSQL cannot store.</summary>
    public static Refusal? Check(string text, int longest, string attribute)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > longest)
        {
            return Refusal.Invalid($"{attribute} must be at most {longest} characters long.", attribute);
        }

        return text.Contains('\0', StringComparison.Ordinal) ? Refusal.Invalid($"{attribute} must not contain a NUL character.", attribute) : null;
    }

    /// <summary>Makes text that nobody can be asked to shorten (a tool's message, say) fit its column: without control characters but tab and line feed, and cut.</summary>
    public static string Fit(string text, int longest)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = text.Any(IsUnwanted) ? string.Concat(text.Where(character => !IsUnwanted(character))) : text;
        if (clean.Length <= longest)
        {
            return clean;
        }

        // Half of a surrogate pair is no text.
        var end = char.IsHighSurrogate(clean[longest - 2]) ? longest - 2 : longest - 1;
        return $"{clean[..end]}…";
    }

    private static bool IsUnwanted(char character) => char.IsControl(character) && character is not ('\t' or '\n');
}
