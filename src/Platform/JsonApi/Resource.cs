using System.Text.Json.Serialization;

namespace Platform.JsonApi;

/// <summary>One resource of a document. <paramref name="Attributes"/> is a sealed record of plain values.</summary>
public sealed record Resource(
    string Id,
    string Type,
    object Attributes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, Relationship>? Relationships = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Links = null);

/// <summary>Names another resource.</summary>
public sealed record ResourceIdentifier(string Id, string Type);

/// <summary>A relationship: to one, to many, or to nothing (which is written as null, not left out).</summary>
[JsonConverter(typeof(RelationshipConverter))]
public sealed record Relationship
{
    private Relationship(object? data, string? related)
    {
        Data = data;
        Related = related;
    }

    internal object? Data { get; }
    internal string? Related { get; }

    public static Relationship Nothing { get; } = new(null, null);

    /// <summary>To one resource, or to nothing when the id is null.</summary>
    public static Relationship ToOne(string type, string? id, string? related = null) => new(id is null ? null : new ResourceIdentifier(id, type), related);

    public static Relationship ToMany(string type, IEnumerable<string> ids) => new(ids.Select(id => new ResourceIdentifier(id, type)).ToArray(), null);

    /// <summary>Only the address where to find it.</summary>
    public static Relationship Link(string related) => new(LinkOnly, related);

    internal static object LinkOnly { get; } = new();
}
