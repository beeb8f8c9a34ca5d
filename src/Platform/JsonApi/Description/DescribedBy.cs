namespace Platform.JsonApi.Description;

/// <summary>Says that the attributes of resources of this type look like this record; the API's description is made of it.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
internal sealed class ResourceTypeAttribute(string type) : Attribute
{
    public string Type { get; } = type;
}

/// <summary>Says which relationship a request may name beside the attributes that this record reads.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
internal sealed class ReadsRelationshipAttribute(string name, bool isMany = false) : Attribute
{
    public string Name { get; } = name;
    public bool IsMany { get; } = isMany;
}

/// <summary>Says which parameter of the query a handler reads from the request itself; those in its signature are seen without it.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
internal sealed class ReadsQueryAttribute(string name, string description) : Attribute
{
    public string Name { get; } = name;
    public string Description { get; } = description;
}

/// <summary>Says that a handler reads all that this type says it reads of a query, where several do.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReadsQueryOfAttribute(Type reader) : Attribute
{
    public Type Reader { get; } = reader;
}

/// <summary>Says what a handler answers where <see cref="RouteConvention"/> would guess something else.</summary>
/// <param name="status">The status of success.</param>
/// <param name="type">The type of the resource in the document; null: no document.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class AnswersAttribute(int status, string? type = null) : Attribute
{
    public int Status { get; } = status;
    public string? Type { get; } = type;

    /// <summary>Whether the document holds a list.</summary>
    public bool IsList { get; init; }

    /// <summary>What is sent that is no document, for example <c>application/gzip</c>; null: nothing.</summary>
    public string? MediaType { get; init; }
}
