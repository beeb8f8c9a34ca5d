using System.Text.Json;
using Platform.JsonApi;
using Platform.Results;

namespace Platform.Teams;

/// <summary>Levels and rights in the wire's words, for example <c>read-outputs</c>.</summary>
internal static class AccessText
{
    public static string Write<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>Reads one, or keeps what is there when nothing was sent; the refusal names what can be said.</summary>
    public static Refusal? Read<T>(Optional<string?> sent, string attribute, ref T value)
        where T : struct, Enum
    {
        if (sent.Value is not { } text)
        {
            return null;
        }

        foreach (var possible in Enum.GetValues<T>())
        {
            if (Write(possible) == text)
            {
                value = possible;
                return null;
            }
        }

        return Refusal.Invalid($"{attribute} must be one of {string.Join(", ", Enum.GetValues<T>().Select(Write))}.", attribute);
    }
}
