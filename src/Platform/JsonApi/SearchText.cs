using Microsoft.Extensions.Primitives;

namespace Platform.JsonApi;

/// <summary>Text of a query string that a database is asked for.</summary>
internal static class SearchText
{
    /// <summary>The text, or null when it was not sent or is empty. A NUL, which PostgreSQL refuses to compare, becomes a character that no name has.</summary>
    public static string? Of(StringValues sent) => sent.ToString() is { Length: > 0 } text ? text.Replace('\0', '\uFFFD') : null;
}
