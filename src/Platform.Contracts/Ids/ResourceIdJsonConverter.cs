using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Contracts.Ids;

/// <summary>Writes an identifier as its text.</summary>
public sealed class ResourceIdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct, IResourceId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ResourceId.TryParse<TId>(reader.GetString(), out var id)
            ? id
            : throw new JsonException($"An identifier that starts with {TId.Prefix}- was expected.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
