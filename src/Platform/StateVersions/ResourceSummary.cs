using System.Text.Json;
using Platform.JsonApi;
using Platform.StateVersions.Intake;

namespace Platform.StateVersions;

/// <summary>What the wire's <c>modules</c>, <c>providers</c> and <c>resources</c> attributes say of a state.</summary>
/// <remarks>
/// The counts are complete; the list ends after <see cref="MostListed"/>. Clients read this document before and after every change, and for a
/// state of 16,000 resources the whole list made it 2.3 MB, slower than the state itself. Who needs every resource reads the state.
/// </remarks>
internal sealed record ResourceSummary
{
    public const int MostListed = 500;

    // What one state says must not fill the database: no state that people made has so many modules, or names that long.
    private const int MostGroups = 2_000;
    private const int MostTypes = 500;
    private const int LongestName = 500;
    private const string Others = "others";

    /// <summary>Module, then type, then how many instances.</summary>
    public Dictionary<string, Dictionary<string, int>> Modules { get; init; } = [];

    /// <summary>Provider, then type, then how many instances.</summary>
    public Dictionary<string, Dictionary<string, int>> Providers { get; init; } = [];

    public List<ResourceEntry> Resources { get; init; } = [];

    /// <summary>Managed resource instances.</summary>
    public int ManagedInstances { get; set; }

    public static ResourceSummary Load(string json) => JsonSerializer.Deserialize<ResourceSummary>(json, JsonApiSerializer.Options) ?? new ResourceSummary();

    public string Store() => JsonSerializer.Serialize(this, JsonApiSerializer.Options);

    public void Add(StateResource resource)
    {
        var type = resource.Mode == "data" ? $"data.{resource.Type}" : resource.Type;
        var module = resource.Module.Length == 0 ? "root" : resource.Module;
        if (resource.Mode == "managed")
        {
            ManagedInstances += resource.Instances;
        }

        // The wire writes the type names in here with dashes: {"root":{"null-resource":1}}.
        var dashed = type.Replace('_', '-');
        Count(Modules, module, dashed, resource.Instances);
        Count(Providers, resource.Provider, dashed, resource.Instances);
        if (Resources.Count < MostListed)
        {
            Resources.Add(new ResourceEntry(Short(resource.Name), Short(type), resource.Instances, Short(module), Short(resource.Provider)));
        }
    }

    private static void Count(Dictionary<string, Dictionary<string, int>> counts, string by, string type, int instances)
    {
        by = counts.Count < MostGroups || counts.ContainsKey(Short(by)) ? Short(by) : Others;
        if (!counts.TryGetValue(by, out var types))
        {
            counts[by] = types = [];
        }

        type = types.Count < MostTypes || types.ContainsKey(Short(type)) ? Short(type) : Others;
        types[type] = types.GetValueOrDefault(type) + instances;
    }

    private static string Short(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";
}

/// <summary>One line of a state version's <c>resources</c> attribute.</summary>
internal sealed record ResourceEntry(string Name, string Type, int Count, string Module, string Provider);
