using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Platform.JsonApi;

namespace Platform.UnitTests.Contract;

/// <summary>One route of the API with one method, as it was mapped.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">The pattern, for example <c>/api/v2/workspaces/{id:ws}</c>.</param>
/// <param name="Body">What its handler reads the attributes of a body into; null when it reads no JSON:API.</param>
/// <param name="ReadsList">Whether the body's <c>data</c> is a list.</param>
internal sealed record ApiRoute(string Method, RoutePattern Pattern, Type? Body, bool ReadsList)
{
    public bool IsJsonApi => Pattern.RawText!.StartsWith("/api/v2/", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Pattern.RawText}";

    /// <summary>The routes below these prefixes.</summary>
    public static IReadOnlyList<ApiRoute> Of(IEnumerable<EndpointDataSource> sources, params string[] prefixes) =>
    [
        .. from endpoint in sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
           where prefixes.Any(prefix => endpoint.RoutePattern.RawText?.StartsWith(prefix, StringComparison.Ordinal) == true)
           where !endpoint.RoutePattern.Parameters.Any(parameter => parameter.IsCatchAll)
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
           let body = BodyOf(endpoint)
           orderby endpoint.RoutePattern.RawText, method
           select new ApiRoute(method, endpoint.RoutePattern, body?.GetGenericArguments()[0], body?.GetGenericTypeDefinition() == typeof(JsonApiListRequest<>)),
    ];

    private static Type? BodyOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters()
        .Select(parameter => parameter.ParameterType)
        .FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(JsonApiRequest<>) || open == typeof(JsonApiListRequest<>)));
}
