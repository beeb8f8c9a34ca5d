using System.Text.Json;

namespace Platform.Agent.Plans;

/// <summary>Picks from all provider schemas those of the resource types that a plan changes; a reader without one of them crashes.</summary>
internal static class NeededSchemas
{
    private static readonly string[] Copied = ["provider"];

    public static void Write(IEnumerable<JsonElement> changes, JsonElement schemas, Utf8JsonWriter writer)
    {
        var needed = changes
            .Select(change => (Provider: Text(change, "provider_name"), Kind: KindOf(Text(change, "mode")), Type: Text(change, "type")))
            .Distinct()
            .ToLookup(change => change.Provider);
        writer.WritePropertyName("provider_schemas");
        writer.WriteStartObject();
        if (schemas.TryGetProperty("provider_schemas", out var all))
        {
            foreach (var provider in all.EnumerateObject().Where(provider => needed.Contains(provider.Name)))
            {
                writer.WritePropertyName(provider.Name);
                WriteProvider(provider.Value, needed[provider.Name].Select(type => (type.Kind, type.Type)), writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteProvider(JsonElement provider, IEnumerable<(string Kind, string Type)> needed, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var name in Copied)
        {
            if (provider.TryGetProperty(name, out var value))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        foreach (var kind in needed.GroupBy(type => type.Kind, type => type.Type))
        {
            writer.WritePropertyName(kind.Key);
            writer.WriteStartObject();
            if (provider.TryGetProperty(kind.Key, out var types))
            {
                foreach (var type in kind)
                {
                    if (types.TryGetProperty(type, out var schema))
                    {
                        writer.WritePropertyName(type);
                        schema.WriteTo(writer);
                    }
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string KindOf(string mode) => mode == "data" ? "data_source_schemas" : "resource_schemas";

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
