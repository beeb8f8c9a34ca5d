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
}
