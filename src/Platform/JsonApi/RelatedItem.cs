using System.Text.Json;

namespace Platform.JsonApi;

/// <summary>One member of a to-many relationship as a client sends it: an id, or attributes, or both.</summary>
public sealed record RelatedItem<T>(string? Id, T Attributes)
    where T : class, new()
{
    /// <summary>What cannot be read counts as not sent, so that the action's own check of the attributes refuses it.</summary>
    internal static RelatedItem<T> Read(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return new RelatedItem<T>(null, new T());
        }

        var id = item.TryGetProperty("id", out var idValue) && idValue.ValueKind == JsonValueKind.String ? idValue.GetString() : null;
        try
        {
            var attributes = item.TryGetProperty("attributes", out var sent) ? sent.Deserialize<T>(JsonApiSerializer.Options) : null;
            return new RelatedItem<T>(id, attributes ?? new T());
        }
        catch (JsonException)
        {
            return new RelatedItem<T>(id, new T());
        }
    }
}
