using Platform.JsonApi;

namespace Platform.Workspaces.Tags;

/// <summary>How tags read on the wire. A tag has no identity beside its key, so the key is its id.</summary>
internal static class TagDocument
{
    public static Resource Flat(WorkspaceTag tag) => new(tag.Key, "tags", new FlatAttributes(tag.Key));

    public static Resource Binding(WorkspaceTag tag, string type = "tag-bindings") =>
        new($"{tag.WorkspaceId}/{tag.Key}", type, new BindingAttributes(tag.Key, tag.Value));

    private sealed record FlatAttributes(string Name);

    private sealed record BindingAttributes(string Key, string Value);
}
