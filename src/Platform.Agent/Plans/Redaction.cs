using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Platform.Agent.Plans;

/// <summary>Replaces sensitive values so that their type and shape stay, equal values stay equal and different ones different.</summary>
/// <param name="key">Random for each plan, so that nobody can find a value by trying.</param>
internal sealed class Redaction(byte[] key)
{
    /// <summary>Writes a <c>change</c> with its <c>before</c> and <c>after</c> redacted where the change says that they are sensitive.</summary>
    public void WriteChange(JsonElement change, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var member in change.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            if (member.Name is "before" or "after" && change.TryGetProperty($"{member.Name}_sensitive", out var marks))
            {
                WriteValue(member.Value, marks, writer);
            }
            else
            {
                member.Value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    /// <param name="marks"><c>true</c> where the whole value is sensitive; an object or array of marks where parts may be.</param>
    private void WriteValue(JsonElement value, JsonElement marks, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    WriteValue(member.Value, MarksOf(marks, member.Name), writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var position = 0;
                foreach (var item in value.EnumerateArray())
                {
                    WriteValue(item, MarksOf(marks, position++), writer);
                }

                writer.WriteEndArray();
                break;
            default:
                if (marks.ValueKind == JsonValueKind.True)
                {
                    WriteReplacement(value, writer);
                }
                else
                {
                    value.WriteTo(writer);
                }

                break;
        }
    }

    private static JsonElement MarksOf(JsonElement marks, string name) =>
        marks.ValueKind == JsonValueKind.True ? marks
        : marks.ValueKind == JsonValueKind.Object && marks.TryGetProperty(name, out var member) ? member
        : default;

    private static JsonElement MarksOf(JsonElement marks, int position) =>
        marks.ValueKind == JsonValueKind.True ? marks
        : marks.ValueKind == JsonValueKind.Array && position < marks.GetArrayLength() ? marks[position]
        : default;

    private void WriteReplacement(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue($"redacted-{Convert.ToHexStringLower(Hash("s", value.GetString()!).AsSpan(0, 16))}");
                break;
            case JsonValueKind.Number:
                // Within what every reader holds exactly.
                writer.WriteNumberValue(BinaryPrimitives.ReadUInt64LittleEndian(Hash("n", Canonical(value))) & ((1UL << 53) - 1));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.WriteBooleanValue((value.ValueKind == JsonValueKind.True) ^ ((Hash("b", "")[0] & 1) == 1));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string Canonical(JsonElement number) =>
        number.TryGetDecimal(out var exact) ? (exact / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) : number.GetRawText();

    private byte[] Hash(string kind, string value) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(kind + value));
}
