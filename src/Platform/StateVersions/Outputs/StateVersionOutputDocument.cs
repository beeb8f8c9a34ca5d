using System.Text.Json;
using Platform.JsonApi;

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
            output.Output.DetailedTypeJson is { } type ? JsonSerializer.Deserialize<JsonElement>(type, ReadOutputs.Deep) : null),
        null,
        new Dictionary<string, string> { ["self"] = $"/api/v2/state-version-outputs/{output.Output.Id}" });
}

/// <summary>Attributes of an output.</summary>
internal sealed record StateVersionOutputAttributes(string Name, bool Sensitive, string Type, JsonElement? Value, JsonElement? DetailedType);
