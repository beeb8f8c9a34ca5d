using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Platform.JsonApi;

/// <summary>Reads the JSON of a request's body.</summary>
internal static class JsonApiBody
{
    /// <summary>The parsed body, or null when it is empty.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static async Task<JsonDocument?> ParseAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // An empty body may come with a content type and without a length.
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.Length == 0 ? null : JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }
}
