using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.JsonApi;

namespace Platform.Audit;

/// <summary>Writes what changed in a row: <c>{"name":{"before":"a","after":"b"}}</c>.</summary>
internal static class EntityChanges
{
    public const string Stars = "***";
    private const int LongestValue = 1000;

    // Nothing here becomes markup; readable letters stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null when nothing changed of which the trail tells.</summary>
    public static string? Of(EntityEntry entry, AuditedEntity audited)
    {
        using var text = new MemoryStream();
        using var json = new Utf8JsonWriter(text, Options);
        var any = false;
        json.WriteStartObject();
        foreach (var property in entry.Properties)
        {
            var name = property.Metadata.Name;
            if (audited.LeftOut.Contains(name) || (entry.State == EntityState.Modified && (!property.IsModified || Equals(property.OriginalValue, property.CurrentValue))))
            {
                continue;
            }

            var isSecret = audited.Secret.Contains(name) || property.Metadata.ClrType == typeof(byte[]);
            var before = entry.State == EntityState.Added ? null : property.OriginalValue;
            var after = entry.State == EntityState.Deleted ? null : property.CurrentValue;
            if (before is null && after is null)
            {
                continue;
            }

            any = true;
            json.WriteStartObject(JsonNamingPolicy.SnakeCaseLower.ConvertName(name));
            Write(json, "before", before, isSecret);
            Write(json, "after", after, isSecret);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return any ? System.Text.Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length)) : null;
    }

    private static void Write(Utf8JsonWriter json, string name, object? value, bool isSecret)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case var _ when isSecret:
                json.WriteString(name, Stars);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case int or long:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteString(name, Fit(TextOf(value)));
                break;
        }
    }

    private static string TextOf(object value) => value switch
    {
        string text => text,
        Enum word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()),
        DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        IEnumerable list => string.Join(", ", list.Cast<object?>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Fit(string text) => AttributeText.Fit(text, LongestValue);
}
