using System.Text;
using System.Text.Json;

namespace Platform.StateVersions.Intake;

/// <summary>Reads <c>json-state-outputs</c>: <c>{"name":{"sensitive":false,"value":1,"type":"number"}}</c>.</summary>
internal static class DeclaredOutputs
{
    /// <summary>The outputs.</summary>
    /// <exception cref="JsonException">It reads otherwise.</exception>
    public static OutputList Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = StateReader.DeepestNesting });
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("The outputs are not a JSON object.");
        }

        var outputs = new OutputList();
        foreach (var output in document.RootElement.EnumerateObject().Where(output => output.Value.ValueKind == JsonValueKind.Object))
        {
            outputs.Add(Read(output));
        }

        return outputs;
    }

    private static StateOutput Read(JsonProperty output)
    {
        var type = output.Value.TryGetProperty("type", out var typeValue) && typeValue.ValueKind != JsonValueKind.Null ? typeValue.GetRawText() : null;
        var value = output.Value.TryGetProperty("value", out var sent) ? sent.GetRawText() : "null";
        var isSensitive = output.Value.TryGetProperty("sensitive", out var sensitive) && sensitive.ValueKind == JsonValueKind.True;
        return new StateOutput(output.Name, isSensitive, type, Encoding.UTF8.GetBytes(value));
    }
}
