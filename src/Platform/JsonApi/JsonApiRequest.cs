using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Results;

namespace Platform.JsonApi;

/// <summary>The body of a request: a JSON:API document, an empty body, or plain JSON whose members are the attributes (<c>{"reason":"..."}</c>).</summary>
/// <remarks><c>data.type</c> is not checked: the CLI's lock request sends an empty one (protocol.md §12.2). Unknown attributes are ignored.</remarks>
public sealed class JsonApiRequest<TAttributes>
    where TAttributes : class, new()
{
    private readonly Dictionary<string, JsonElement> _relationships;

    private JsonApiRequest(TAttributes attributes, Dictionary<string, JsonElement> relationships, Refusal? refusal, string? type = null)
    {
        Attributes = attributes;
        Type = type;
        _relationships = relationships;
        Refusal = refusal;
    }

    public TAttributes Attributes { get; }

    /// <summary>What <c>data.type</c> says, for the few routes that take resources of several types; null when it says nothing.</summary>
    public string? Type { get; }

    /// <summary>Why the body could not be read, or null.</summary>
    public Refusal? Refusal { get; }

    public static async ValueTask<JsonApiRequest<TAttributes>?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            using var document = await JsonApiBody.ParseAsync(context.Request, context.RequestAborted);
            return document is null ? new JsonApiRequest<TAttributes>(new TAttributes(), [], null) : Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            return new JsonApiRequest<TAttributes>(new TAttributes(), [], Refusal.Malformed($"The body is not a JSON:API document: {exception.Message}"));
        }
    }

    /// <summary>The id that a to-one relationship names; null when it names none.</summary>
    public string? RelatedId(string relationship) =>
        _relationships.TryGetValue(relationship, out var value)
        && value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("data", out var data)
        && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.String
            ? id.GetString()
            : null;

    /// <summary>The members of a to-many relationship; null when the relationship was not sent.</summary>
    public IReadOnlyList<RelatedItem<T>>? RelatedMany<T>(string relationship)
        where T : class, new()
    {
        if (!_relationships.TryGetValue(relationship, out var value) || value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        return [.. data.EnumerateArray().Select(RelatedItem<T>.Read)];
    }

    private static JsonApiRequest<TAttributes> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return new JsonApiRequest<TAttributes>(new TAttributes(), [], Refusal.Malformed("The body is not a JSON:API document: an object was expected."));
        }

        if (UnusableText.IsIn(root))
        {
            return new JsonApiRequest<TAttributes>(new TAttributes(), [], UnusableText.Refusal);
        }

        var isDocument = root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object;
        var attributes = isDocument ? (data.TryGetProperty("attributes", out var sent) ? sent : default) : root;
        var relationships = isDocument && data.TryGetProperty("relationships", out var related) && related.ValueKind == JsonValueKind.Object
            ? related.EnumerateObject().GroupBy(property => property.Name).ToDictionary(same => same.Key, same => same.Last().Value.Clone())
            : [];
        try
        {
            return new JsonApiRequest<TAttributes>(
                attributes.ValueKind == JsonValueKind.Object ? attributes.Deserialize<TAttributes>(JsonApiSerializer.Options) ?? new TAttributes() : new TAttributes(),
                relationships,
                null,
                isDocument && data.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null);
        }
        catch (JsonException exception)
        {
            return new JsonApiRequest<TAttributes>(new TAttributes(), [], Unfit(exception));
        }
    }

    /// <summary>Names the attribute whose value is of a kind that it cannot have; the serializer's own sentence names types of the server.</summary>
    private static Refusal Unfit(JsonException exception)
    {
        // $.target-addrs[0], or $['a name with dots'], which no attribute that is read has.
        var attribute = exception.Path is ['$', '.', .. var path] ? path.Split('.', '[')[0] : null;
        return attribute is null
            ? Refusal.Malformed("The attributes could not be read.")
            : Refusal.Invalid($"{attribute} cannot have a value of this kind.", attribute);
    }
}
