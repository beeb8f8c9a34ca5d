using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.JsonApi;

/// <summary>How JSON:API documents are written and read: names in kebab case, statuses in snake case, instants ending in Z (protocol.md §3.3).</summary>
public static class JsonApiSerializer
{
    public const string MediaType = "application/vnd.api+json";

    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        PropertyNameCaseInsensitive = false,
        // An output of a state may be nested 512 deep, and a document is put around it. What comes in is parsed at the ordinary 64 before.
        MaxDepth = 544,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false),
            new UtcInstantConverter(),
            new OptionalConverterFactory(),
        },
    };

    /// <summary>Clients refuse an offset such as <c>+00:00</c>.</summary>
    private sealed class UtcInstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            Span<char> text = stackalloc char[24];
            value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            writer.WriteStringValue(text[..length]);
        }
    }
}
