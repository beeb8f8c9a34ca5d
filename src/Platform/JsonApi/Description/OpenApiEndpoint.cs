using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.JsonApi.Description;

/// <summary>Serves the API's description.</summary>
public static class OpenApiEndpoint
{
    extension(IEndpointRouteBuilder api)
    {
        /// <summary>Maps <c>openapi.json</c>. The description is made when it is first asked for: most servers never are.</summary>
        /// <param name="basePath">The API's path, below which the described routes are.</param>
        public void MapOpenApi(string basePath)
        {
            byte[]? document = null;
            api.MapGet("/openapi.json", [Answers(StatusCodes.Status200OK, MediaType = "application/json")] (EndpointDataSource endpoints) =>
                TypedResults.Bytes(document ??= JsonSerializer.SerializeToUtf8Bytes(OpenApiDocument.Of(endpoints, basePath)), "application/json"));
        }
    }
}
