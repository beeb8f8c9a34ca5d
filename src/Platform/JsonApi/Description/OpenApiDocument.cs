using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Platform.JsonApi.Description;

/// <summary>Describes the API in OpenAPI 3.1, from the routes that are mapped and the records that are written and read (docs/adr/0012).</summary>
public static class OpenApiDocument
{
    private const string Schemas = "#/components/schemas/";

    /// <summary>Makes the description of the routes below <paramref name="basePath"/>.</summary>
    /// <exception cref="InvalidOperationException">A route says of itself neither by convention nor by an attribute what it answers.</exception>
    public static JsonObject Of(EndpointDataSource endpoints, string basePath)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(basePath);
        var types = ResourceSchemas.Types();
        var schemas = ResourceSchemas.Of(types);
        var paths = new JsonObject();
        var names = new HashSet<string>();
        foreach (var route in DescribedRoute.Of(endpoints, basePath))
        {
            if (!paths.TryGetPropertyValue(route.Path, out var methods))
            {
                paths[route.Path] = methods = new JsonObject();
            }

            methods![route.Method.ToLowerInvariant()] = Operation(route, UniqueName(names, route.Name), types, schemas);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Platform", ["version"] = "2", ["description"] = "Remote operations for OpenTofu and Terraform, as JSON:API. Unknown attributes of a request are ignored." },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = basePath }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject { ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
            },
        };
    }

    private static string UniqueName(HashSet<string> names, string name)
    {
        for (var number = 2; !names.Add(name); number++)
        {
            name = $"{name.TrimEnd([.. "0123456789"])}{number.ToString(CultureInfo.InvariantCulture)}";
        }

        return name;
    }

    private static JsonObject Operation(DescribedRoute route, string name, ILookup<string, Type> types, JsonObject schemas)
    {
        var operation = new JsonObject
        {
            ["operationId"] = name,
            ["tags"] = new JsonArray(route.Module),
            ["parameters"] = new JsonArray([.. Parameters(route)]),
            ["responses"] = Responses(route, types),
        };
        if (route.Body is { } body)
        {
            var schema = $"request.{body.Attributes.Name}{(body.IsList ? ".list" : "")}";
            schemas[schema] ??= ResourceSchemas.Request(body.Attributes, body.IsList);
            operation["requestBody"] = new JsonObject { ["content"] = Content(JsonApiSerializer.MediaType, Reference(schema)) };
        }

        return operation;
    }

    private static IEnumerable<JsonNode> Parameters(DescribedRoute route)
    {
        foreach (var parameter in route.Pattern.Parameters)
        {
            yield return Parameter(JsonNamingPolicy.CamelCase.ConvertName(parameter.Name), "path", PathSchema(parameter), null, isRequired: true);
        }

        if (route.IsPaged)
        {
            yield return Parameter("page[number]", "query", new JsonObject { ["type"] = "integer", ["minimum"] = 1 }, "Which page, from 1.");
            yield return Parameter("page[size]", "query", new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 100 }, "How many on a page; 20 unless told.");
        }

        if (route.Includes)
        {
            yield return Parameter("include", "query", new JsonObject { ["type"] = "string" }, "Related resources to send along, separated by commas.");
        }

        foreach (var parameter in route.QueryParameters)
        {
            yield return Parameter(parameter.Name!, "query", TypeSchemas.OfRequest(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType), null);
        }

        foreach (var read in route.QueryReads)
        {
            yield return Parameter(read.Name, "query", new JsonObject { ["type"] = "string" }, read.Description);
        }
    }

    private static JsonObject PathSchema(RoutePatternParameterPart parameter) =>
        parameter.ParameterPolicies is [{ Content: { } prefix }, ..]
            ? new JsonObject { ["type"] = "string", ["pattern"] = $"^{prefix}-[A-Za-z0-9]+$" }
            : new JsonObject { ["type"] = "string" };

    private static JsonObject Parameter(string name, string place, JsonNode schema, string? description, bool isRequired = false)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = isRequired, ["schema"] = schema };
        if (description is not null)
        {
            parameter["description"] = description;
        }

        return parameter;
    }

    private static JsonObject Responses(DescribedRoute route, ILookup<string, Type> types)
    {
        var responses = new JsonObject();
        foreach (var same in Answers(route, types).GroupBy(answer => answer.Status))
        {
            responses[same.Key.ToString(CultureInfo.InvariantCulture)] = Response(route, [.. same]);
        }

        responses["4XX"] = new JsonObject { ["description"] = "Refused; nothing was changed.", ["content"] = Content(JsonApiSerializer.MediaType, Reference(ResourceSchemas.Errors)) };
        return responses;
    }

    private static AnswersAttribute[] Answers(DescribedRoute route, ILookup<string, Type> types)
    {
        AnswersAttribute[] said = [.. route.Handler.GetCustomAttributes<AnswersAttribute>()];
        AnswersAttribute[] answers = said.Length > 0 ? said : RouteConvention.Guess(route.Method, route.Pattern, types.Select(type => type.Key).ToHashSet()) is { } guess ? [guess] : [];
        if (answers.Length == 0)
        {
            throw new InvalidOperationException($"{route.Method} {route.Path} does not say what it answers: put [Answers] on {route.Handler.DeclaringType?.Name}.{route.Handler.Name}, or [ResourceType] on the attributes of its document.");
        }

        return Array.Find(answers, answer => answer.Type is { } type && !types.Contains(type)) is { } unknown
            ? throw new InvalidOperationException($"{route.Method} {route.Path} answers {unknown.Type}, and no record of attributes says [ResourceType(\"{unknown.Type}\")].")
            : answers;
    }

    /// <summary>What is sent with one status: several answers when the resource may be of several types.</summary>
    private static JsonObject Response(DescribedRoute route, IReadOnlyList<AnswersAttribute> answers)
    {
        var response = new JsonObject { ["description"] = string.Join(" or ", answers.Select(answer => answer.Type ?? answer.MediaType ?? "Done.")) };
        JsonNode[] documents =
            [.. answers.Where(answer => answer.Type is not null).Select(answer => Reference(ResourceSchemas.DocumentName(answer.Type!, answer.IsList, route.IsPaged)))];
        if (documents.Length > 0)
        {
            response["content"] = Content(JsonApiSerializer.MediaType, documents is [var only] ? only : new JsonObject { ["anyOf"] = new JsonArray(documents) });
        }
        else if (answers[0].MediaType is { } media)
        {
            response["content"] = Content(media, new JsonObject());
        }

        return response;
    }

    private static JsonObject Content(string mediaType, JsonNode schema) => new() { [mediaType] = new JsonObject { ["schema"] = schema } };

    internal static JsonObject Reference(string schema) => new() { ["$ref"] = Schemas + schema };
}
