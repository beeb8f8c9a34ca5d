using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Contracts.Agents;

/// <summary>How messages between server and agent are written.</summary>
public static class AgentJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };
}
