using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Platform.Agent.Logs;

/// <summary>Makes one line of the tool's event stream safe to pass on.</summary>
/// <remarks>
/// A reader decodes the JSON and prints the message, so control sequences hide in escapes; such lines, which are rare, are taken apart and written again.
/// </remarks>
internal static class EventLine
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>True when the line can be passed on as it is.</summary>
    public static bool IsClean(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line) || line.IndexOfAnyInRange((byte)0x00, (byte)0x1f) >= 0)
        {
            return false;
        }

        // Without a backslash-u, a short escape or a two-byte C1 character there is nothing to hide in.
        var rest = line;
        while (rest.IndexOfAny((byte)'\\', (byte)0xC2, (byte)0x7f) is >= 0 and var at)
        {
            if (rest[at] == 0x7f || (rest[at] == 0xC2 && at + 1 < rest.Length && rest[at + 1] < 0xA0))
            {
                return false;
            }

            if (rest[at] == '\\')
            {
                if (IsSuspiciousEscape(rest[at..]))
                {
                    return false;
                }

                at++;
            }

            rest = rest[Math.Min(at + 1, rest.Length)..];
        }

        return true;
    }

    /// <summary>The line as an object with every string cleaned; null when it is no JSON object.</summary>
    public static byte[]? Clean(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(line)) is JsonObject document
                ? JsonSerializer.SerializeToUtf8Bytes(CleanNode(document), Relaxed)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException)
        {
            // No JSON, one key twice, or half a character: it is shown as the text it is.
            return null;
        }
    }

    private static bool IsSuspiciousEscape(ReadOnlySpan<byte> escape) => escape.Length > 1 && escape[1] switch
    {
        (byte)'r' or (byte)'b' or (byte)'f' => true,
        (byte)'u' => escape.Length < 6 || (escape.StartsWith("\\u00"u8) && (escape[4] is (byte)'0' or (byte)'1' or (byte)'7' or (byte)'8' or (byte)'9')),
        _ => false,
    };

    private static JsonNode? CleanNode(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(CleanText(member.Key), CleanNode(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(CleanNode)]),
        JsonValue value when value.TryGetValue<string>(out var text) => CleanText(text),
        _ => node?.DeepClone(),
    };

    private static string CleanText(string text)
    {
        var filter = new TerminalFilter();
        var clean = new StringBuilder(text.Length);
        filter.Append(text, clean);
        filter.Complete(clean);
        return clean.ToString();
    }
}
