using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Agent.Inputs;

/// <summary>Reads which backend <c>init</c> settled on, which is the one that plan and apply use.</summary>
internal static class RecordedBackend
{
    /// <summary>Where the tool notes it, below the root module.</summary>
    public const string Path = ".terraform/terraform.tfstate";

    // A few hundred bytes in truth; the file comes out of the sandbox.
    private const int Longest = 64 * 1024;

    /// <summary>True when the record names this backend with these settings and no others.</summary>
    public static bool Is(Stream? record, string type, JsonObject settings)
    {
        if (record is null || record.Length > Longest)
        {
            return false;
        }

        try
        {
            return JsonNode.Parse(record) is JsonObject document
                && document["backend"] is JsonObject backend
                && backend["type"] is JsonValue recorded
                && recorded.TryGetValue<string>(out var recordedType)
                && recordedType == type
                && backend["config"] is JsonObject config
                && JsonNode.DeepEquals(WithoutNulls(config), settings);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            // No JSON, or with one key twice: not what the tool writes.
            return false;
        }
    }

    private static JsonObject WithoutNulls(JsonObject config) =>
        new(config.Where(setting => setting.Value is not null).Select(setting => KeyValuePair.Create(setting.Key, setting.Value!.DeepClone()))!);
}
