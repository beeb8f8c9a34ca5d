using Microsoft.AspNetCore.Diagnostics;
using Platform.JsonApi;
using Platform.Results;

namespace Platform.Server.Hosting;

/// <summary>What a caller gets when something failed that nobody should cause, or when a route does not exist.</summary>
internal static class Errors
{
    private const string Api = "/api";

    extension(WebApplication app)
    {
        /// <summary>The single handler: it logs, and answers without details.</summary>
        public void UseErrors()
        {
            app.UseExceptionHandler(new ExceptionHandlerOptions
            {
                ExceptionHandler = AnswerFaultAsync,
                // A body that is too large or breaks off is the caller's doing and no fault of ours.
                StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
                SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
            });
            app.UseWhen(context => context.Request.Path.StartsWithSegments(Api), api => api.UseStatusCodePages(AnswerEmptyAsync));
        }
    }

    extension(IEndpointRouteBuilder api)
    {
        /// <summary>Answers 404 as a document for whatever no module has mapped.</summary>
        /// <remarks>Not a fallback, which would come after the pages' own.</remarks>
        public void MapUnknownRoutes() => api.Map("{**path}", () => JsonApiResults.Refused(Refusal.NotFound("such route")));
    }

    private static Task AnswerFaultAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(Api))
        {
            return Answer(context.Features.Get<IExceptionHandlerFeature>()?.Error).ExecuteAsync(context);
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(FaultPage, context.RequestAborted);
    }

    private static IResult Answer(Exception? exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => JsonApiResults.Refused(Refusal.TooLarge("The body is larger than this route takes.")),
        BadHttpRequestException => JsonApiResults.Refused(Refusal.Malformed("The request broke off or could not be read.")),
        _ => JsonApiResults.Failed,
    };

    // A body that the server itself cut off (413) or a method that no route takes (405) leaves with a status only.
    private static Task AnswerEmptyAsync(StatusCodeContext context) => context.HttpContext.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => JsonApiResults.Refused(Refusal.NotFound("such route")).ExecuteAsync(context.HttpContext),
        StatusCodes.Status413PayloadTooLarge => JsonApiResults.Refused(Refusal.TooLarge("The body is larger than this route takes.")).ExecuteAsync(context.HttpContext),
        StatusCodes.Status401Unauthorized => JsonApiResults.Unauthorized.ExecuteAsync(context.HttpContext),
        StatusCodes.Status403Forbidden => JsonApiResults.Refused(Refusal.Forbidden("This token may not do that.")).ExecuteAsync(context.HttpContext),
        _ => Task.CompletedTask,
    };

    // Made of nothing but itself: whatever a page needs may be what failed.
    private const string FaultPage = """
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Something failed</title>
        <body style="font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1.5rem; color-scheme: light dark">
        <h1 style="font-size: 1.4rem">Something failed on the server</h1>
        <p>It was written to the server's log. Nothing that was saved before is lost; <a href="">try again</a>, or go <a href="/app">back to the start</a>.</p></body></html>
        """;
}
