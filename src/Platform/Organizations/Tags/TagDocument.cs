using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.JsonApi.Description;

namespace Platform.Organizations.Tags;

/// <summary>How tags read on the wire. A binding has no identity beside what it is bound to and its key.</summary>
internal static class TagDocument
{
    public const string Bindings = "tag-bindings";
    public const string EffectiveBindings = "effective-tag-bindings";

    public const string Tags = "tags";

    public static Resource Flat(OrganizationId organization, string key) => new(TagId.Of(organization, key), Tags, new FlatAttributes(key));

    /// <summary>A tag of an organization, with how many of the workspaces that the caller sees have it.</summary>
    public static Resource Counted(OrganizationId organization, string organizationName, string key, int count) => new(
        TagId.Of(organization, key),
        Tags,
        new CountedAttributes(key, count),
        new Dictionary<string, Relationship> { ["organization"] = Relationship.ToOne("organizations", organizationName) });

    /// <summary>A binding of a project or a workspace.</summary>
    /// <param name="owner">What it is bound to, or what inherits it.</param>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value; empty for a flat tag.</param>
    /// <param name="type">One of the two types of the wire.</param>
    /// <param name="inheritedFrom">The project that it comes from, when it is inherited.</param>
    public static Resource Binding(string owner, string key, string value, string type = Bindings, ProjectId? inheritedFrom = null) => new(
        $"{owner}/{key}",
        type,
        new BindingAttributes(key, value),
        Links: inheritedFrom is { } project ? new Dictionary<string, string> { ["inherited-from"] = $"/api/v2/projects/{project}" } : null);

    [ResourceType("tags")]
    private sealed record FlatAttributes(string Name);

    [ResourceType("tags")]
    private sealed record CountedAttributes(string Name, int InstanceCount);

    [ResourceType("tag-bindings")]
    [ResourceType("effective-tag-bindings")]
    private sealed record BindingAttributes(string Key, string Value);
}
