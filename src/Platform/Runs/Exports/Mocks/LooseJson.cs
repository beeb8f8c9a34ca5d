using System.Text.Json;

namespace Platform.Runs.Exports.Mocks;

/// <summary>Reads JSON that may lack anything: what is not there, or is of another kind, reads as nothing.</summary>
internal static class LooseJson
{
    extension(JsonElement element)
    {
        public JsonElement Member(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

        public IEnumerable<JsonProperty> Members() => element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : [];

        public IEnumerable<JsonElement> Items() => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

        public bool IsTrue(string name) => element.Member(name).ValueKind == JsonValueKind.True;

        /// <summary>The text of a member; empty where there is none.</summary>
        public string Text(string name) => element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
    }
}
