using System.Runtime.InteropServices;
using System.Text.Json;
using Platform.Results;

namespace Platform.JsonApi;

/// <summary>Finds what JSON can say and neither a database nor a .NET text can hold.</summary>
internal static class UnusableText
{
    public static Refusal Refusal { get; } = Results.Refusal.Malformed("A text in the document holds a NUL character or half of a character, which cannot be stored.");

    /// <summary>Whether a text or a name in it holds a NUL character or a surrogate without its other half.</summary>
    public static bool IsIn(JsonElement element) =>
        // Only an escape can say either, and few documents hold one.
        JsonMarshal.GetRawUtf8Value(element).IndexOf("\\u"u8) >= 0 && IsWithin(element);

    private static bool IsWithin(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString()!.Contains('\0', StringComparison.Ordinal),
                JsonValueKind.Array => element.EnumerateArray().Any(IsWithin),
                JsonValueKind.Object => element.EnumerateObject().Any(property => property.Name.Contains('\0', StringComparison.Ordinal) || IsWithin(property.Value)),
                _ => false,
            };
        }
        catch (InvalidOperationException)
        {
            // That is how the framework says that half of a character is missing.
            return true;
        }
    }
}
