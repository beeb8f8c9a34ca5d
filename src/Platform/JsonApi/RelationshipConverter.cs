using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.JsonApi;

internal sealed class RelationshipConverter : JsonConverter<Relationship>
{
    public override Relationship Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Relationships of a request are read by JsonApiRequest.");

    public override void Write(Utf8JsonWriter writer, Relationship value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (!ReferenceEquals(value.Data, Relationship.LinkOnly))
        {
            writer.WritePropertyName("data");
            JsonSerializer.Serialize(writer, value.Data, options);
        }

        if (value.Related is { } related)
        {
            writer.WriteStartObject("links");
            writer.WriteString("related", related);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
