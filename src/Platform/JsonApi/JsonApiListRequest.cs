using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Results;

namespace Platform.JsonApi;

/// <summary>The body of a request that changes a to-many relationship: <c>{"data":[{…},…]}</c> (protocol.md §3.3).</summary>
public sealed class JsonApiListRequest<T>
    where T : class, new()
{
    private JsonApiListRequest(IReadOnlyList<RelatedItem<T>> items, Refusal? refusal)
    {
        Items = items;
        Refusal = refusal;
    }

    public IReadOnlyList<RelatedItem<T>> Items { get; }

    /// <summary>Why the body could not be read, or null.</summary>
    public Refusal? Refusal { get; }

    public static async ValueTask<JsonApiListRequest<T>?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            using var document = await JsonApiBody.ParseAsync(context.Request, context.RequestAborted);
            if (document?.RootElement is { ValueKind: JsonValueKind.Object } root)
            {
                if (UnusableText.IsIn(root))
                {
                    return new JsonApiListRequest<T>([], UnusableText.Refusal);
                }

                if (root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array)
                {
                    return new JsonApiListRequest<T>([.. data.EnumerateArray().Select(RelatedItem<T>.Read)], null);
                }
            }
        }
        catch (JsonException exception)
        {
            return new JsonApiListRequest<T>([], Refusal.Malformed($"The body is not a JSON:API document: {exception.Message}"));
        }

        return new JsonApiListRequest<T>([], Refusal.Malformed("The body is not a JSON:API document: \"data\" must be a list."));
    }
}
