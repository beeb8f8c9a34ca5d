using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Platform.TestKit.Contract;

/// <summary>Holds JSON against the part of JSON Schema that the API's description uses, and is stricter in one thing: a property that a schema does not name is a fault.</summary>
internal sealed partial class SchemaCheck(JsonObject document)
{
    /// <summary>What is wrong, each with its place; empty when all is right.</summary>
    public IReadOnlyList<string> Faults(JsonElement value, JsonNode? schema, string place) => schema switch
    {
        JsonObject described when described["$ref"] is { } reference => Faults(value, Resolve(reference.GetValue<string>()), place),
        JsonObject described when described["oneOf"] is JsonArray choices => OfType(value, choices, place),
        JsonObject described when described["anyOf"] is JsonArray choices => OfAny(value, choices, place),
        JsonObject described => [.. Scalar(value, described, place), .. Members(value, described, place), .. Items(value, described, place)],
        _ => [],
    };

    private JsonNode Resolve(string reference) => reference.TrimStart('#', '/').Split('/')
        .Aggregate((JsonNode)document, (node, name) => node[name] ?? throw new InvalidOperationException($"The description has no {reference}."));

    private static IEnumerable<string> Scalar(JsonElement value, JsonObject schema, string place)
    {
        string[] kinds = schema["type"] switch
        {
            JsonArray several => [.. several.Select(kind => kind!.GetValue<string>())],
            JsonValue one => [one.GetValue<string>()],
            _ => [],
        };
        if (kinds.Length > 0 && !kinds.Any(kind => IsOf(value, kind)))
        {
            yield return $"{place} is {value.ValueKind} and must be {string.Join(" or ", kinds)}";
        }

        if (schema["const"] is { } constant && !Equal(value, constant))
        {
            yield return $"{place} is {value} and must be {constant}";
        }

        if (schema["enum"] is JsonArray values && !values.Any(allowed => Equal(value, allowed)))
        {
            yield return $"{place} is {value} and must be one of {values.ToJsonString()}";
        }

        if (schema["format"]?.GetValue<string>() == "date-time" && value.ValueKind == JsonValueKind.String && !Instant().IsMatch(value.GetString()!))
        {
            yield return $"{place} is {value} and must be an instant that ends in Z";
        }
    }

    private IEnumerable<string> Members(JsonElement value, JsonObject schema, string place)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var known = schema["properties"] as JsonObject;
        var rest = schema["additionalProperties"];
        return
        [
            .. (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>()).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{place} has no {name}"),
            .. value.EnumerateObject().SelectMany(member =>
                known?[member.Name] is { } described ? Faults(member.Value, described, $"{place}/{member.Name}")
                : rest is not null ? Faults(member.Value, rest, $"{place}/{member.Name}")
                : known is null ? []
                : known.ContainsKey(member.Name) ? []
                : [$"{place} has {member.Name}, which the description does not know"]),
        ];
    }

    private IEnumerable<string> Items(JsonElement value, JsonObject schema, string place) =>
        value.ValueKind == JsonValueKind.Array && schema["items"] is { } items
            ? value.EnumerateArray().SelectMany((item, index) => Faults(item, items, string.Create(CultureInfo.InvariantCulture, $"{place}/{index}")))
            : [];

    /// <summary>A resource is held against the schema of its own type, so that the faults are that one's.</summary>
    private IReadOnlyList<string> OfType(JsonElement value, JsonArray choices, string place)
    {
        var type = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out var said) ? said.ToString() : null;
        var own = choices.Select(choice => Resolve(choice!["$ref"]!.GetValue<string>())).FirstOrDefault(choice => choice["properties"]?["type"]?["const"]?.GetValue<string>() == type);
        return own is null ? [$"{place} is of the type {type}, which the description does not know"] : Faults(value, own, place);
    }

    private IReadOnlyList<string> OfAny(JsonElement value, JsonArray choices, string place)
    {
        var all = choices.Select(choice => Faults(value, choice, place)).ToArray();
        // The one that is wrong deeper inside is the one that was meant.
        return all.Any(faults => faults.Count == 0) ? [] : all.MinBy(faults => (faults.Any(fault => fault.StartsWith($"{place} ", StringComparison.Ordinal)), faults.Count))!;
    }

    private static bool IsOf(JsonElement value, string kind) => kind switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => throw new InvalidOperationException($"The description names a type {kind} that the check does not know."),
    };

    private static bool Equal(JsonElement value, JsonNode? expected) => value.GetRawText() == (expected?.ToJsonString() ?? "null");

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Instant();
}
