using Platform.Access;
using Platform.Agents;
using Platform.Agents.Workers;
using Platform.Audit;
using Platform.Blobs;
using Platform.ConfigurationVersions;
using Platform.Discovery;
using Platform.Events;
using Platform.Identity;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Runs;
using Platform.Runs.Phases;
using Platform.Scheduling;
using Platform.Secrets;
using Platform.Server.Health;
using Platform.Server.Hosting;
using Platform.Server.Metrics;
using Platform.Server.Tls;
using Platform.StateVersions;
using Platform.Teams;
using Platform.Variables;
using Platform.Web;
using Platform.Workspaces;

namespace Platform.Server;

/// <summary>Puts the platform together: settings, modules, routes.</summary>
internal static class ServerApplication
{
    private const string ApiPath = "/api/v2";

    /// <param name="settings">Settings of the command line.</param>
    /// <param name="adjust">Changes the set-up before it is built; a test sends the log elsewhere.</param>
    public static WebApplication Build(string[] settings, Action<WebApplicationBuilder>? adjust = null)
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
        services.AddStartUp();
        services.AddLocalCertificates();
        services.AddResourceIdConstraints();
        services.AddDiscovery();
        services.AddPersistence(configuration);
        services.AddEvents(configuration);
        services.AddSecrets(configuration);
        services.AddBlobs(configuration);
        services.AddScheduling(SchedulingSettings.From(configuration, (configuration.GetSection(WorkerOptions.Section).Get<WorkerOptions>() ?? new()).Slots));
        services.AddIdentity();
        services.AddTeams();
        services.AddOrganizations();
        services.AddWorkspaces();
        services.AddVariables();
        services.AddConfigurationVersions(configuration);
        services.AddStateVersions();
        services.AddWorkers(configuration);
        services.AddNodePresence(configuration);
        services.AddRuns();
        services.AddAudit(configuration);
        services.AddWeb();
        services.AddHealth();
        services.AddMetricsOutput();

        adjust?.Invoke(builder);
        var app = builder.Build();
        app.UseErrors();
        app.UseAudit();
        app.UseStopping();
        app.UseSecurityHeaders();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapHealth();
        app.MapMetrics();
        var node = configuration.GetSection(PlatformOptions.Section).Get<PlatformOptions>() ?? new();
        if (node.Has(NodeRole.Api))
        {
            MapApi(app);
        }
        else
        {
            app.MapGroup(ApiPath).MapUnknownRoutes();
        }

        if (node.Has(NodeRole.Ui))
        {
            app.MapSignIn();
            app.MapWeb();
        }

        return app;
    }

    private static void MapApi(WebApplication app)
    {
        app.MapDiscovery();
        app.MapLoginService();
        app.MapUploads();
        app.MapStateUploads();
        app.MapJobs();
        app.MapRunsRoot();

        app.MapGroup("").RequireAuthorization(IdentityPolicies.Api).MapHttpBackend();

        var api = app.MapGroup(ApiPath).RequireAuthorization(IdentityPolicies.Api);
        api.MapIdentity();
        api.MapTeams();
        api.MapAccess();
        api.MapOrganizations();
        api.MapWorkspaces();
        api.MapVariables();
        api.MapConfigurationVersions();
        api.MapStateVersions();
        api.MapRuns();
        api.MapAudit();
        api.MapOpenApi(ApiPath);
        api.MapUnknownRoutes();
    }
}
