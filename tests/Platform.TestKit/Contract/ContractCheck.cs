using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Xunit.Sdk;

namespace Platform.TestKit.Contract;

/// <summary>Holds every answer of the API that passes through against the API's own description, and fails the test at the first that differs.</summary>
/// <param name="endpoints">The routes of the server that is asked; none before it has started.</param>
/// <param name="inner">What sends.</param>
public sealed class ContractCheck(Func<EndpointDataSource?> endpoints, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string BasePath = "/api/v2";

    // The same routes have the same description, and a test run starts hundreds of servers.
    private static readonly ConcurrentDictionary<string, JsonObject> Descriptions = new();

    private JsonObject? _description;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.RequestUri?.AbsolutePath is { } path && path.StartsWith($"{BasePath}/", StringComparison.Ordinal) && (_description ??= Describe()) is { } description)
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            var fault = Check(description, request.Method.Method, path[BasePath.Length..], answer, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            if (fault is not null)
            {
                throw new XunitException($"{request.Method} {request.RequestUri.PathAndQuery} answered {(int)answer.StatusCode}, which is not as the API describes itself: {fault}");
            }
        }

        return answer;
    }

    private JsonObject? Describe()
    {
        if (endpoints() is not { } source)
        {
            return null;
        }

        var routes = string.Join('\n', source.Endpoints.OfType<RouteEndpoint>().Select(endpoint => $"{endpoint.RoutePattern.RawText} {string.Join(',', endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])}"));
        return Descriptions.GetOrAdd(routes, _ => OpenApiDocument.Of(source, BasePath));
    }

    private static string? Check(JsonObject description, string method, string path, HttpResponseMessage answer, byte[] body)
    {
        var status = (int)answer.StatusCode;
        var operation = Operation(description["paths"]!.AsObject(), method, path.Split('/'));
        if (operation is null)
        {
            // An unknown route, or a route with a malformed id: both are not found.
            return status is 404 or 401 or 403 or 204 && (status != 204 || path == "/ping") ? null : "the route is not described.";
        }

        var responses = operation["responses"]!.AsObject();
        var response = responses[status.ToString(CultureInfo.InvariantCulture)] ?? (status is >= 400 and < 500 ? responses["4XX"] : null);
        return response is null ? "the status is not described." : CheckBody(description, response["content"]?.AsObject(), answer, body);
    }

    private static string? CheckBody(JsonObject description, JsonObject? content, HttpResponseMessage answer, byte[] body)
    {
        if (content is null)
        {
            return body.Length == 0 ? null : "a body is not described.";
        }

        var (mediaType, described) = content.Single();
        if (answer.Content.Headers.ContentType?.MediaType != mediaType)
        {
            return $"the body is {answer.Content.Headers.ContentType} and not {mediaType}.";
        }

        if (mediaType != JsonApiSerializer.MediaType)
        {
            return null;
        }

        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 1000 });
        var faults = new SchemaCheck(description).Faults(document.RootElement, described!["schema"], "");
        return faults.Count == 0 ? null : string.Join("; ", faults.Take(5));
    }

    /// <summary>The operation of the route that fits best: a literal segment before a parameter.</summary>
    private static JsonNode? Operation(JsonObject paths, string method, string[] segments) =>
        (from path in paths
         let template = path.Key.Split('/')
         where template.Length == segments.Length && path.Value![method.ToLowerInvariant()] is not null
         let operation = path.Value![method.ToLowerInvariant()]
         where template.Zip(segments).All(pair => pair.First.StartsWith('{') ? Fits(operation, pair.First.Trim('{', '}'), pair.Second) : pair.First == pair.Second)
         orderby template.Count(segment => segment.StartsWith('{'))
         select operation).FirstOrDefault();

    private static bool Fits(JsonNode operation, string parameter, string value) =>
        operation["parameters"]!.AsArray().Single(described => described!["in"]!.GetValue<string>() == "path" && described["name"]!.GetValue<string>() == parameter)!["schema"]!["pattern"] is not { } pattern
        || Regex.IsMatch(value, pattern.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1));
}
