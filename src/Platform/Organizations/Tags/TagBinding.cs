using Platform.JsonApi;
using Platform.Results;

namespace Platform.Organizations.Tags;

/// <summary>A tag as it is asked for; a flat tag has an empty value.</summary>
public sealed record TagBinding(string Key, string Value)
{
    private const int LongestKey = 128;
    private const int LongestValue = 256;

    /// <summary>The tags of a new workspace, from its flat tags and its bindings; a key that comes twice keeps its last value.</summary>
    internal static Result<IReadOnlyList<TagBinding>> Of(params ReadOnlySpan<IReadOnlyList<RelatedItem<TagAttributes>>?> lists)
    {
        var bindings = new Dictionary<string, TagBinding>(StringComparer.Ordinal);
        foreach (var list in lists)
        {
            foreach (var item in list ?? [])
            {
                var binding = new TagBinding((item.Attributes.Key ?? item.Attributes.Name ?? KeyOf(item.Id)).Trim(), item.Attributes.Value ?? "");
                if (binding.Check() is { } refusal)
                {
                    return refusal;
                }

                bindings[binding.Key] = binding;
            }
        }

        return bindings.Values.ToArray();
    }

    internal ProjectTag On(Project project) =>
        new() { ProjectId = project.Id, OrganizationId = project.OrganizationId, Key = Key, Value = Value };

    private static string KeyOf(string? id) => TagId.TryRead(id, out _, out var key) ? key : id ?? "";

    private Refusal? Check()
    {
        if (Key.Length is 0 or > LongestKey || Key.Any(c => c == ',' || char.IsControl(c)))
        {
            return Refusal.Invalid($"A tag's name must be 1 to {LongestKey} characters, without commas.", "name");
        }

        return AttributeText.Check(Value, LongestValue, "value");
    }
}

/// <summary>What a client sends of a tag: flat ones have a name, bindings a key and a value.</summary>
internal sealed record TagAttributes
{
    public string? Name { get; init; }
    public string? Key { get; init; }
    public string? Value { get; init; }
}
