using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Platform.JsonApi.Description;

/// <summary>What a route answers, told from its pattern: <c>GET /workspaces/{id}/runs</c> a list of runs, <c>GET /runs/{id}/plan</c> one plan.</summary>
internal static class RouteConvention
{
    private const string Current = "current-";

    /// <summary>The answer of success, or null when the pattern does not say.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="pattern">The pattern, below the API's base.</param>
    /// <param name="types">The types of resources that there are.</param>
    public static AnswersAttribute? Guess(string method, RoutePattern pattern, IReadOnlySet<string> types)
    {
        if (HttpMethods.IsDelete(method))
        {
            return new AnswersAttribute(StatusCodes.Status204NoContent);
        }

        string?[] segments = [.. pattern.PathSegments.Select(segment => (segment.Parts[0] as RoutePatternLiteralPart)?.Content)];
        if (segments[^1] is not { } last)
        {
            // The resource that the id names, of the type in the segment before.
            return segments.Length > 1 && segments[^2] is { } parent && types.Contains(parent) ? new AnswersAttribute(StatusCodes.Status200OK, parent) : null;
        }

        if (segments is [.., "relationships", _] && !HttpMethods.IsGet(method))
        {
            // Adds to a relationship or replaces it.
            return new AnswersAttribute(StatusCodes.Status204NoContent);
        }

        if (segments is [.., { } owner, null, "actions", _] && types.Contains(owner))
        {
            return new AnswersAttribute(StatusCodes.Status200OK, owner);
        }

        var isPost = HttpMethods.IsPost(method);
        var created = isPost ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        var noun = last.StartsWith(Current, StringComparison.Ordinal) ? last[Current.Length..] : last;
        return types.Contains(noun) ? new AnswersAttribute(created, noun) { IsList = !isPost }
            : types.Contains(Plural(noun)) ? new AnswersAttribute(created, Plural(noun))
            : null;
    }

    private static string Plural(string noun) => noun.EndsWith('y') ? $"{noun[..^1]}ies" : $"{noun}s";
}
