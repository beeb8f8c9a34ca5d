using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.Ids;

namespace Platform.JsonApi.Description;

/// <summary>Describes a record as the serializer writes or reads it, in JSON Schema.</summary>
internal static class TypeSchemas
{
    static TypeSchemas() => JsonApiSerializer.Options.MakeReadOnly(populateMissingResolver: true);

    /// <summary>What an answer holds: every property is there, unless the record says that it may be left out.</summary>
    public static JsonNode OfAnswer(Type type) => Describe(type, isAnswer: true);

    /// <summary>What a request may hold: every property may be left out.</summary>
    public static JsonNode OfRequest(Type type) => Describe(type, isAnswer: false);

    private static JsonNode Describe(Type type, bool isAnswer)
    {
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, schema) => Transform(context.TypeInfo, schema, isAnswer),
        };
        var schema = JsonApiSerializer.Options.GetJsonSchemaAsNode(type, options);
        Inline(schema, schema);
        return schema;
    }

    /// <summary>Puts a type that comes twice in the place of the reference to where it came first: that place is another one in the whole document.</summary>
    private static void Inline(JsonNode? node, JsonNode root)
    {
        switch (node)
        {
            case JsonObject described when described["$ref"] is { } reference:
                var target = Find(root, reference.GetValue<string>());
                Inline(target, root);
                described.ReplaceWith(target.DeepClone());
                break;
            case JsonObject described:
                foreach (var member in described.Select(pair => pair.Value).ToArray())
                {
                    Inline(member, root);
                }

                break;
            case JsonArray items:
                foreach (var item in items.ToArray())
                {
                    Inline(item, root);
                }

                break;
        }
    }

    private static JsonNode Find(JsonNode root, string pointer) => pointer.Split('/').Skip(1)
        .Aggregate(root, (node, step) => (node is JsonArray items ? items[int.Parse(step, CultureInfo.InvariantCulture)] : node[step.Replace("~1", "/", StringComparison.Ordinal)])!);

    /// <summary>Says what the serializer's own converters hide.</summary>
    private static JsonNode Transform(JsonTypeInfo info, JsonNode schema, bool isAnswer)
    {
        var inner = Nullable.GetUnderlyingType(info.Type);
        var type = inner ?? info.Type;
        if (type == typeof(DateTimeOffset))
        {
            return new JsonObject { ["type"] = StringOr(inner is not null), ["format"] = "date-time" };
        }

        if (type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IResourceId<>)))
        {
            return new JsonObject { ["type"] = StringOr(inner is not null) };
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            return OrNull(Describe(type.GetGenericArguments()[0], isAnswer));
        }

        if (schema is JsonObject described && info.Kind == JsonTypeInfoKind.Object)
        {
            described.Remove("required");
            if (isAnswer)
            {
                described["required"] = new JsonArray([.. info.Properties.Where(property => property.Get is not null && !MayBeLeftOut(property)).Select(property => (JsonNode)property.Name)]);
            }
        }

        return schema;
    }

    private static bool MayBeLeftOut(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute { Condition: not JsonIgnoreCondition.Never }, ..];

    private static JsonNode StringOr(bool isNullable) => isNullable ? new JsonArray("string", "null") : "string";

    private static JsonNode OrNull(JsonNode schema)
    {
        if (schema is JsonObject described && described["type"] is JsonValue single && single.GetValueKind() == JsonValueKind.String)
        {
            described["type"] = new JsonArray(single.GetValue<string>(), "null");
        }

        return schema;
    }
}
