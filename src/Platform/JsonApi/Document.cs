using System.Text.Json.Serialization;

namespace Platform.JsonApi;

/// <summary>A whole JSON:API document: one resource, a list, or errors.</summary>
public sealed record Document
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public object? Data { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Resource>? Included { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public object? Links { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public object? Meta { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Error>? Errors { get; init; }
}

/// <summary>One error of a document; clients print the title and the detail as they are.</summary>
public sealed record Error(
    string Status,
    string Title,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorSource? Source = null);

/// <summary>Where in the request the error is.</summary>
public sealed record ErrorSource(string Pointer);
