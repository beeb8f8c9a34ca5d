using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.StateVersions.Outputs;

/// <summary>Writes outputs as the wire has them.</summary>
internal static class StateVersionOutputDocument
{
    /// <param name="output">The output.</param>
    /// <param name="showsSensitive">A list hides sensitive values; who asks for one output sees it.</param>
    public static Resource Of(OutputValue output, bool showsSensitive) => new(
        output.Output.Id.Value,
        "state-version-outputs",
        new StateVersionOutputAttributes(
            output.Output.Name,
            output.Output.IsSensitive,
            output.Output.Type,
            output.Output.IsSensitive && !showsSensitive ? null : output.Value,
            output.Output.DetailedTypeJson is { } type ? JsonSerializer.Deserialize<JsonElement>(type, ReadOutputs.Deep) : null,
            output.Value is null ? true : null),
        null,
        new Dictionary<string, string> { ["self"] = $"/api/v2/state-version-outputs/{output.Output.Id}" });
}

/// <summary>Attributes of an output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sensitive">Lists hide its value.</param>
/// <param name="Type">The short name of its type.</param>
/// <param name="Value">Its value.</param>
/// <param name="DetailedType">The engine's type expression.</param>
/// <param name="TooLarge">Present and true where the value is not shown because it is too large; the state has it.</param>
[ResourceType("state-version-outputs")]
internal sealed record StateVersionOutputAttributes(
    string Name,
    bool Sensitive,
    string Type,
    JsonElement? Value,
    JsonElement? DetailedType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? TooLarge);
