using Platform.Discovery;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Server.Health;
using Platform.Server.Hosting;
using Platform.Server.Tls;

namespace Platform.Server;

/// <summary>Puts the platform together: settings, modules, routes.</summary>
internal static class ServerApplication
{
    public static WebApplication Build(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ServerApplication).Assembly.GetName().Name,
            // The settings lie beside the program, wherever it is started from.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddSettings(settings);
        builder.AddListening();
        builder.AddConsoleLogging();

        var (services, configuration) = (builder.Services, builder.Configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddLocalCertificates();
        services.AddResourceIdConstraints();
        services.AddDiscovery();
        services.AddPersistence(configuration);
        services.AddHealth();
        services.AddStartUp();

        var app = builder.Build();
        app.UseErrors();
        app.UseSecurityHeaders();
        app.MapHealth();
        app.MapDiscovery();

        var api = app.MapGroup("/api/v2");
        api.MapUnknownRoutes();
        return app;
    }
}
