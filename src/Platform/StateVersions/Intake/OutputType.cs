using System.Text.Json;

namespace Platform.StateVersions.Intake;

/// <summary>The wire's short name of an output's type, from the engine's type expression or, without one, from the value.</summary>
internal static class OutputType
{
    public static string Of(StateOutput output)
    {
        if (output.TypeJson is { } typeJson)
        {
            using var type = JsonDocument.Parse(typeJson, new JsonDocumentOptions { MaxDepth = StateReader.DeepestNesting });
            var root = type.RootElement;
            var name = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
            return (name.ValueKind == JsonValueKind.String ? name.GetString() : null) switch
            {
                "string" => "string",
                "number" => "number",
                "bool" => "boolean",
                "list" or "set" or "tuple" => "array",
                "map" or "object" => "object",
                _ => OfValue(output.ValueJson),
            };
        }

        return OfValue(output.ValueJson);
    }

    private static string OfValue(byte[]? json) => json is null or [] ? "null" : json[0] switch
    {
        (byte)'"' => "string",
        (byte)'t' or (byte)'f' => "boolean",
        (byte)'[' => "array",
        (byte)'{' => "object",
        (byte)'n' => "null",
        _ => "number",
    };
}
