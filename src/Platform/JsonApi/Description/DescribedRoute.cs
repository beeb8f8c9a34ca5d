using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Platform.JsonApi.Description;

/// <summary>One route with one method, as it was mapped, and what is known of its handler.</summary>
internal sealed record DescribedRoute(string Method, string Path, RoutePattern Pattern, MethodInfo Handler)
{
    private static readonly Type[] Simple = [typeof(string), typeof(bool), typeof(int), typeof(long)];

    /// <summary>The routes below the base, in order. What is mapped for no handler of its own (the answer to unknown routes) is none.</summary>
    public static IReadOnlyList<DescribedRoute> Of(EndpointDataSource endpoints, string basePath) =>
    [
        .. from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
           let text = $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}"
           where text.StartsWith($"{basePath}/", StringComparison.Ordinal) && !endpoint.RoutePattern.Parameters.Any(parameter => parameter.IsCatchAll)
           let handler = endpoint.Metadata.GetMetadata<MethodInfo>()
           where handler is not null
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
           let path = PathOf(endpoint.RoutePattern)[basePath.Length..]
           orderby path, method
           select new DescribedRoute(method, path, endpoint.RoutePattern, handler),
    ];

    /// <summary>The module, which is the folder.</summary>
    public string Module => Handler.DeclaringType?.Namespace?.Split('.') is [_, var module, ..] ? module : "";

    /// <summary>The handler's name without what all of them have: <c>GetWorkspaceById</c> of <c>GetWorkspace.HandleByIdAsync</c>.</summary>
    public string Name
    {
        get
        {
            var method = Handler.Name.EndsWith("Async", StringComparison.Ordinal) ? Handler.Name[..^"Async".Length] : Handler.Name;
            return $"{Handler.DeclaringType?.Name}{(method.StartsWith("Handle", StringComparison.Ordinal) ? method["Handle".Length..] : method)}";
        }
    }

    public bool IsPaged => Handler.GetParameters().Any(parameter => parameter.ParameterType == typeof(PageRequest));

    public bool Includes => Handler.GetParameters().Any(parameter => parameter.ParameterType == typeof(IncludeRequest));

    /// <summary>The record that the body's attributes are read into, and whether the body holds a list of them.</summary>
    public (Type Attributes, bool IsList)? Body => Handler.GetParameters().Select(parameter => parameter.ParameterType)
        .Where(type => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(JsonApiRequest<>) || type.GetGenericTypeDefinition() == typeof(JsonApiListRequest<>)))
        .Select(type => ((Type, bool)?)(type.GetGenericArguments()[0], type.GetGenericTypeDefinition() == typeof(JsonApiListRequest<>)))
        .FirstOrDefault();

    /// <summary>Parameters that the framework reads from the query because nothing else is called so.</summary>
    public IEnumerable<ParameterInfo> QueryParameters => Handler.GetParameters().Where(parameter =>
        Simple.Contains(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) && Pattern.GetParameter(parameter.Name!) is null);

    /// <summary>What the handler says that it, or a type that it hands the query to, reads of the query.</summary>
    public IEnumerable<ReadsQueryAttribute> QueryReads => Handler.GetCustomAttributes<ReadsQueryAttribute>()
        .Concat(Handler.GetCustomAttribute<ReadsQueryOfAttribute>()?.Reader.GetCustomAttributes<ReadsQueryAttribute>() ?? []);

    private static string PathOf(RoutePattern pattern) => string.Concat(pattern.PathSegments.Select(segment => segment.Parts[0] switch
    {
        RoutePatternLiteralPart literal => $"/{literal.Content}",
        RoutePatternParameterPart parameter => $"/{{{JsonNamingPolicy.CamelCase.ConvertName(parameter.Name)}}}",
        _ => throw new InvalidOperationException($"{pattern.RawText} has a part that cannot be described."),
    }));
}
