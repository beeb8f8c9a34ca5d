using System.Reflection;
using System.Text.Json.Nodes;

namespace Platform.JsonApi.Description;

/// <summary>Describes documents: one resource, a list, a page, errors, and what requests carry.</summary>
internal static class ResourceSchemas
{
    public const string Errors = "errors";
    private const string Included = "included";
    private const string RelationshipName = "relationship";
    private const string Identifier = "identifier";

    /// <summary>The records of attributes by the type of the resource; a type may have several.</summary>
    public static ILookup<string, Type> Types() => typeof(ResourceSchemas).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<ResourceTypeAttribute>().Select(said => (said.Type, Record: type)))
        .OrderBy(pair => pair.Type, StringComparer.Ordinal).ThenBy(pair => pair.Record.FullName, StringComparer.Ordinal)
        .ToLookup(pair => pair.Type, pair => pair.Record);

    public static string DocumentName(string type, bool isList, bool isPaged) => (isList, isPaged) switch
    {
        (false, _) => $"{type}.document",
        (true, false) => $"{type}.list",
        (true, true) => $"{type}.page",
    };

    public static JsonObject Of(ILookup<string, Type> types)
    {
        var schemas = new JsonObject
        {
            [Identifier] = Object(("id", Text()), ("type", Text())),
            [RelationshipName] = Relationship(),
            [Errors] = Object(("errors", Array(TypeSchemas.OfAnswer(typeof(Error))))),
            [Included] = new JsonObject { ["oneOf"] = new JsonArray([.. types.Select(type => (JsonNode)OpenApiDocument.Reference(type.Key))]) },
        };
        foreach (var type in types)
        {
            schemas[type.Key] = Resource(type.Key, [.. type]);
            schemas[DocumentName(type.Key, isList: false, isPaged: false)] = DocumentOf(OpenApiDocument.Reference(type.Key));
            schemas[DocumentName(type.Key, isList: true, isPaged: false)] = DocumentOf(Array(OpenApiDocument.Reference(type.Key)));
            var page = DocumentOf(Array(OpenApiDocument.Reference(type.Key)));
            page["properties"]!["meta"] = Object(("pagination", new JsonObject
            {
                ["anyOf"] = new JsonArray(TypeSchemas.OfAnswer(typeof(PageRequest.Pagination)), TypeSchemas.OfAnswer(typeof(PageRequest.OpenPagination))),
            }));
            page["properties"]!["links"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "null") } };
            page["required"] = new JsonArray("data", "meta", "links");
            schemas[DocumentName(type.Key, isList: true, isPaged: true)] = page;
        }

        return schemas;
    }

    /// <summary>What a request's body holds; <c>data.type</c> is not checked, and what is not named here is ignored.</summary>
    public static JsonObject Request(Type attributes, bool isList)
    {
        var data = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["type"] = Text(), ["attributes"] = TypeSchemas.OfRequest(attributes) },
        };
        if (isList)
        {
            data["properties"]!["id"] = Text();
        }

        ReadsRelationshipAttribute[] relationships = [.. attributes.GetCustomAttributes<ReadsRelationshipAttribute>()];
        if (relationships.Length > 0)
        {
            data["properties"]!["relationships"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject(relationships.Select(read => new KeyValuePair<string, JsonNode?>(read.Name, Object(("data", read.IsMany ? Array(Item()) : Item()))))),
            };
        }

        return Object(("data", isList ? Array(data) : data));
    }

    private static JsonObject Resource(string type, IReadOnlyList<Type> records)
    {
        var resource = Object(
            ("id", Text()),
            ("type", new JsonObject { ["const"] = type }),
            ("attributes", records.Count == 1 ? TypeSchemas.OfAnswer(records[0]) : new JsonObject { ["anyOf"] = new JsonArray([.. records.Select(TypeSchemas.OfAnswer)]) }));
        resource["properties"]!["relationships"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = OpenApiDocument.Reference(RelationshipName) };
        resource["properties"]!["links"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = Text() };
        return resource;
    }

    private static JsonObject Relationship() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["data"] = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, OpenApiDocument.Reference(Identifier), Array(OpenApiDocument.Reference(Identifier))) },
            ["links"] = Object(("related", Text())),
        },
    };

    private static JsonObject DocumentOf(JsonNode data)
    {
        var document = Object(("data", data));
        document["properties"]!["included"] = Array(OpenApiDocument.Reference(Included));
        return document;
    }

    private static JsonObject Item() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["id"] = Text(), ["type"] = Text(), ["attributes"] = new JsonObject { ["type"] = "object" } },
    };

    private static JsonObject Object(params (string Name, JsonNode Schema)[] properties) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray([.. properties.Select(property => (JsonNode)property.Name)]),
        ["properties"] = new JsonObject(properties.Select(property => new KeyValuePair<string, JsonNode?>(property.Name, property.Schema))),
    };

    private static JsonObject Array(JsonNode items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Text() => new() { ["type"] = "string" };
}
