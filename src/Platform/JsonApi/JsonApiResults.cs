using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Results;

namespace Platform.JsonApi;

/// <summary>Turns values and refusals into HTTP answers.</summary>
public static class JsonApiResults
{
    public static IResult Ok(Resource resource, IReadOnlyList<Resource>? included = null) =>
        new DocumentResult(StatusCodes.Status200OK, new Document { Data = resource, Included = included });

    public static IResult Created(Resource resource, IReadOnlyList<Resource>? included = null) =>
        new DocumentResult(StatusCodes.Status201Created, new Document { Data = resource, Included = included });

    /// <summary>A list that is read as one page.</summary>
    public static IResult List(IReadOnlyList<Resource> resources, IReadOnlyList<Resource>? included = null) =>
        new DocumentResult(StatusCodes.Status200OK, new Document { Data = resources, Included = included });

    /// <summary>One page of a longer list.</summary>
    public static IResult Page(IReadOnlyList<Resource> resources, PageRequest page, int totalCount, IReadOnlyList<Resource>? included = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        return new DocumentResult(
            StatusCodes.Status200OK,
            new Document { Data = resources, Included = included, Meta = new { Pagination = page.Describe(totalCount) }, Links = page.Links(totalCount) });
    }

    /// <summary>One page of a list that nobody counts: it says only whether there is a next page.</summary>
    public static IResult PageOfUnknown(IReadOnlyList<Resource> resources, PageRequest page, bool hasMore, IReadOnlyList<Resource>? included = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        return new DocumentResult(
            StatusCodes.Status200OK,
            new Document { Data = resources, Included = included, Meta = new { Pagination = page.DescribeUnknown(hasMore) }, Links = page.LinksOfUnknown(hasMore) });
    }

    public static IResult Refused(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var status = StatusOf(refusal.Kind);
        var source = refusal.Pointer is null ? null : new ErrorSource(refusal.Pointer);
        var error = new Error(status.ToString(), TitleOf(refusal.Kind), refusal.Message, source);
        return new DocumentResult(status, new Document { Errors = [error] });
    }

    /// <summary>401, for a missing or wrong token and for nothing else (protocol.md §12.2).</summary>
    public static IResult Unauthorized { get; } = new DocumentResult(
        StatusCodes.Status401Unauthorized, new Document { Errors = [new Error("401", "unauthorized", "Send an API token that is valid: Authorization: Bearer TOKEN.")] });

    /// <summary>500, for what nobody should cause; the log has the details.</summary>
    public static IResult Failed { get; } = new DocumentResult(
        StatusCodes.Status500InternalServerError, new Document { Errors = [new Error("500", "internal error", "The server failed; its log says why.")] });

    extension<T>(Result<T> result)
    {
        /// <summary>The answer for the value, or the refusal's.</summary>
        public IResult ToHttp(Func<T, IResult> answer)
        {
            ArgumentNullException.ThrowIfNull(answer);
            return result.Refusal is { } refusal ? Refused(refusal) : answer(result.Value!);
        }
    }

    private static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed => StatusCodes.Status400BadRequest,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Gone => StatusCodes.Status410Gone,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
    };

    private static string TitleOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed => "bad request",
        RefusalKind.Forbidden => "forbidden",
        RefusalKind.NotFound => "not found",
        RefusalKind.Conflict => "conflict",
        RefusalKind.Gone => "gone",
        RefusalKind.TooLarge => "too large",
        RefusalKind.Invalid => "invalid attribute",
    };

    private sealed class DocumentResult(int status, Document document) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = JsonApiSerializer.MediaType;
            return JsonSerializer.SerializeAsync(
                httpContext.Response.BodyWriter.AsStream(leaveOpen: true), document, JsonApiSerializer.Options, httpContext.RequestAborted);
        }
    }
}
