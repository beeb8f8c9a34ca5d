using System.Text.Json;

namespace Platform.UnitTests.Agent;

/// <summary>Reads what tests ask of a state.</summary>
internal static class TestState
{
    public static IReadOnlyList<string> Addresses(byte[] state)
    {
        using var document = JsonDocument.Parse(state);
        return [.. document.RootElement.GetProperty("resources").EnumerateArray().Select(resource => $"{resource.GetProperty("type").GetString()}.{resource.GetProperty("name").GetString()}").Order()];
    }

    public static IReadOnlyList<string> Tainted(byte[] state)
    {
        using var document = JsonDocument.Parse(state);
        return
        [
            .. document.RootElement.GetProperty("resources").EnumerateArray()
                .Where(resource => resource.GetProperty("instances").EnumerateArray().Any(instance => instance.TryGetProperty("status", out var status) && status.GetString() == "tainted"))
                .Select(resource => $"{resource.GetProperty("type").GetString()}.{resource.GetProperty("name").GetString()}"),
        ];
    }
}
