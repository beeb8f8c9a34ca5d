using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Contracts.Agents;

namespace Platform.Agent.Inputs;

/// <summary>An override file in the root module that takes the place of the configuration's own <c>cloud</c> or <c>backend</c> block (design.md §5.5).</summary>
internal static class BackendOverride
{
    /// <summary>Sorts behind every other override file, so that it wins.</summary>
    public const string FileName = "zzz_platform_backend_override.tf.json";

    public static byte[] Write(StateBackend backend, string statePath, Uri stateEndpoint)
    {
        JsonObject block = backend switch
        {
            StateBackend.Local => new() { ["local"] = new JsonObject { ["path"] = statePath } },
            StateBackend.Http => new()
            {
                ["http"] = new JsonObject
                {
                    ["address"] = stateEndpoint.ToString(),
                    ["lock_address"] = stateEndpoint.ToString(),
                    ["unlock_address"] = stateEndpoint.ToString(),
                    ["retry_max"] = 5,
                    ["retry_wait_min"] = 1,
                },
            },
        };
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["terraform"] = new JsonObject { ["backend"] = block } });
    }
}
