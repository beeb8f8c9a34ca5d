namespace Platform.Server.Hosting;

/// <summary>Headers that keep a browser from doing more with an answer than it should.</summary>
internal static class SecurityHeaders
{
    // A sign-in from the command line ends at the listener that it opened on loopback, and browsers hold a form's redirects to form-action too.
    private const string Pages =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self' http://localhost:* http://127.0.0.1:*; frame-ancestors 'none'";

    private const string Documents = "default-src 'none'; frame-ancestors 'none'";

    private static Task SetPagesPolicy(object context)
    {
        ((HttpContext)context).Response.Headers.ContentSecurityPolicy = Pages;
        return Task.CompletedTask;
    }

    extension(WebApplication app)
    {
        public void UseSecurityHeaders() => app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            if (context.Request.Path.StartsWithSegments("/api"))
            {
                headers.ContentSecurityPolicy = Documents;
            }
            else
            {
                // Last, since the pages' framework has a laxer opinion of frames.
                context.Response.OnStarting(SetPagesPolicy, context);
            }

            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers.XFrameOptions = "DENY";
            return next(context);
        });
    }
}
