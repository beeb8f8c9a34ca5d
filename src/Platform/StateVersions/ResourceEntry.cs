using System.Text.Json;
using Platform.JsonApi;
using Platform.StateVersions.Intake;

namespace Platform.StateVersions;

/// <summary>One line of a state version's <c>resources</c> attribute.</summary>
internal sealed record ResourceEntry(string Name, string Type, int Count, string Module, string Provider)
{
    /// <summary>How the entries of a state are stored.</summary>
    public static string Store(IEnumerable<StateResource> resources) => JsonSerializer.Serialize(resources.Select(Of), JsonApiSerializer.Options);

    public static IReadOnlyList<ResourceEntry> Load(string json) => JsonSerializer.Deserialize<List<ResourceEntry>>(json, JsonApiSerializer.Options) ?? [];

    private static ResourceEntry Of(StateResource resource) => new(
        resource.Name,
        resource.Mode == "data" ? $"data.{resource.Type}" : resource.Type,
        resource.Instances,
        resource.Module.Length == 0 ? "root" : resource.Module,
        resource.Provider);
}
