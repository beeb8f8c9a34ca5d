namespace Platform.Server.Hosting;

/// <summary>Turns away connections that are made to last once the server stops.</summary>
/// <remarks>
/// SignalR ends the connections it has when the server begins to stop. A page calls again at once, and the connection that it gets in the moment
/// before the server stops listening is one that nobody ends: it would hold the stop up for as long as a stop may take.
/// </remarks>
internal static class Stopping
{
    private static readonly PathString[] Lasting = ["/_blazor", "/hubs"];

    extension(WebApplication app)
    {
        public void UseStopping()
        {
            var stopping = app.Lifetime.ApplicationStopping;
            app.Use((context, next) =>
            {
                if (!stopping.IsCancellationRequested || !Lasting.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            });
        }
    }
}
