using System.Data.Common;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Audit;
using Platform.Blobs;
using Platform.ConfigurationVersions;
using Platform.Contracts.Ids;
using Platform.Discovery;
using Platform.Events;
using Platform.Identity;
using Platform.Identity.Tokens;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Runs;
using Platform.Runs.Exports;
using Platform.Runs.WorkloadIdentity;
using Platform.Scheduling;
using Platform.Secrets;
using Platform.StateVersions;
using Platform.Teams;
using Platform.TestKit;
using Platform.TestKit.Contract;
using Platform.Variables;
using Platform.Workspaces;

namespace Platform.UnitTests.Api;

/// <summary>Organizations, workspaces, variables, configurations, states and runs behind their real routes. Who asks is said in a header instead of by a token.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private const string CallerHeader = "X-Test-User";
    private readonly string _folder = Directory.CreateTempSubdirectory("platform-api-").FullName;
    private readonly CommandCounter _commands = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public UserId Administrator { get; private set; }

    public Uri Address => _client.BaseAddress!;

    /// <summary>How many SQL commands ran since it was last set to zero.</summary>
    public int Commands
    {
        get => _commands.Count;
        set => _commands.Count = value;
    }

    public static async Task<ApiServer> StartAsync(
        TestDatabase database, Action<IServiceCollection>? more = null, CancellationToken cancellationToken = default)
    {
        var server = new ApiServer();
        var connection = database == TestDatabase.PostgreSql ? await PostgreSqlServer.CreateDatabaseAsync(cancellationToken) : $"Data Source={server._folder}/api.db";
        server.Build(database, connection, more);
        await using (var scope = server._app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
            await db.Database.EnsureCreatedAsync(cancellationToken);
            if (database == TestDatabase.Sqlite)
            {
                await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
            }
        }

        await server._app.StartAsync(cancellationToken);
        server._client = new HttpClient(new ContractCheck(server._app.Services.GetRequiredService<EndpointDataSource>, new SocketsHttpHandler())) { BaseAddress = new Uri(server._app.Urls.First()) };
        server.Administrator = await server.AddUserAsync("root", isAdministrator: true);
        return server;
    }

    public Task<T> WithDatabaseAsync<T>(Func<PlatformDbContext, Task<T>> work) => WithServicesAsync(services => work(services.GetRequiredService<PlatformDbContext>()));

    public async Task<T> WithServicesAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public async Task<UserId> AddUserAsync(string name, bool isAdministrator = false, BuiltInRole? role = null, string? organization = null, WorkspaceId? workspace = null) =>
        await WithDatabaseAsync(async db =>
        {
            var user = new User { UserName = name, NormalizedUserName = name.ToUpperInvariant(), IsSiteAdministrator = isAdministrator, Email = $"{name}@example.com", NormalizedEmail = $"{name}@EXAMPLE.COM".ToUpperInvariant() };
            db.Users.Add(user);
            if (role is { } given)
            {
                var place = await db.Organizations.Where(o => o.Name == organization).Select(o => o.Id).SingleAsync();
                db.AccessGrants.Add(new AccessGrant { Id = AccessGrantId.New(), UserId = user.Id, RoleId = BuiltInRoles.IdOf(given), OrganizationId = place, WorkspaceId = workspace });
            }

            await db.SaveChangesAsync();
            return user.Id;
        });

    /// <summary>Sends JSON (or bytes) and reads the answer's JSON; <paramref name="path"/> is below the API's base, unless it is a whole address.</summary>
    public async Task<ApiAnswer> SendAsync(string method, string path, object? body = null, UserId? caller = null, string userAgent = "test", string? header = null)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method), path.StartsWith("http", StringComparison.Ordinal) ? new Uri(path) : new Uri($"/api/v2{path}", UriKind.Relative));
        request.Headers.Add(CallerHeader, (caller ?? Administrator).Value);
        request.Headers.UserAgent.ParseAdd(userAgent);
        if (header?.Split('=') is [var name, var value])
        {
            request.Headers.Add(name, value);
        }

        request.Content = body switch
        {
            null => null,
            byte[] bytes => new ByteArrayContent(bytes),
            Stream stream => new StreamContent(stream),
            string json => new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue(JsonApiSerializer.MediaType)),
            _ => throw new ArgumentException("A body is JSON, bytes or a stream.", nameof(body)),
        };
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return new ApiAnswer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    public async Task<string> CreateOrganizationAsync(string name = "demo")
    {
        (await SendAsync("POST", "/organizations", $$$$"""{"data":{"type":"organizations","attributes":{"name":"{{{{name}}}}","email":"a@example.com"}}}""")).Is(201);
        return name;
    }

    public async Task<WorkspaceId> CreateWorkspaceAsync(string name = "ws1", string organization = "demo", string relationships = "") =>
        WorkspaceId.Wrap((await SendAsync(
            "POST",
            $"/organizations/{organization}/workspaces",
            $$$$"""{"data":{"type":"workspaces","attributes":{"name":"{{{{name}}}}"},"relationships":{ {{{{relationships}}}} }}}""")).Is(201).Id);

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private void Build(TestDatabase database, string connection, Action<IServiceCollection>? more)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConfigurationVersions:MaxArchiveBytes"] = "2000000" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var services = builder.Services;
        services.AddRouting();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole());
        services.AddSingleton(TimeProvider.System);
        services.Configure<PlatformOptions>(options => options.DataDirectory = _folder);
        services.AddDbContext<PlatformDbContext>(options => _ = (database == TestDatabase.PostgreSql ? options.UseNpgsql(connection) : options.UseSqlite(connection))
            .AddInterceptors(_commands));
        services.AddAccess();
        services.AddSingleton<IEventStream, MemoryEventStream>();
        services.AddResourceIdConstraints();
        services.AddDiscovery();
        services.AddSecrets(builder.Configuration);
        services.AddBlobs(builder.Configuration);
        services.AddOrganizations();
        services.AddTeams().AddSingleton<TokenLookup>().AddSingleton<TokenUse>().AddScoped<TokenAccess>().AddScoped<RevokeToken>();
        services.AddWorkspaces();
        services.AddVariables();
        services.AddConfigurationVersions(builder.Configuration);
        services.AddStateVersions();
        services.AddRuns().AddSingleton<IJobDoorbell, SilentDoorbell>();
        services.AddAudit(builder.Configuration);
        more?.Invoke(services);

        _app = builder.Build();
        _app.UseRouting();
        _app.UseAudit();
        _app.Use(async (context, next) =>
        {
            if (ResourceId.TryParse<UserId>(context.Request.Headers[CallerHeader], out var id) && context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            {
                context.RequestServices.GetRequiredService<CallerAccessor>().Caller =
                    new Caller { Kind = CallerKind.User, UserId = id, IsSiteAdministrator = id == Administrator };
            }

            await next(context);
        });
        var api = _app.MapGroup("/api/v2");
        api.MapOrganizations();
        api.MapTeams();
        api.MapAccess();
        api.MapWorkspaces();
        api.MapVariables();
        api.MapConfigurationVersions();
        api.MapStateVersions();
        api.MapRuns();
        api.MapAudit();
        _app.MapUploads();
        _app.MapIssuer();
        _app.MapGet(CapabilityUrls.Route(DownloadPlanExport.Purpose), DownloadPlanExport.HandleSignedAsync);
    }

    /// <summary>Nobody carries out jobs here.</summary>
    private sealed class SilentDoorbell : IJobDoorbell
    {
        public Task RingAsync(PlatformDbContext db, JobId job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class CommandCounter : DbCommandInterceptor
    {
        private int _count;

        public int Count
        {
            get => _count;
            set => _count = value;
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return ValueTask.FromResult(result);
        }
    }
}

/// <summary>An answer of the API.</summary>
internal sealed record ApiAnswer(int Status, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public JsonElement Data => Json.GetProperty("data");

    public string Id => Data.GetProperty("id").GetString()!;

    /// <summary>The names of a list's resources, in order.</summary>
    public IEnumerable<string> Names => Data.EnumerateArray().Select(item => item.GetProperty("attributes").GetProperty("name").GetString()!);

    /// <summary>The detail of the first error.</summary>
    public string Detail => Json.GetProperty("errors")[0].GetProperty("detail").GetString()!;

    public string? Pointer => Json.GetProperty("errors")[0].TryGetProperty("source", out var source) ? source.GetProperty("pointer").GetString() : null;

    public JsonElement Attribute(string name) => Data.GetProperty("attributes").GetProperty(name);

    public JsonElement Related(string name) => Data.GetProperty("relationships").GetProperty(name).GetProperty("data");

    public ApiAnswer Is(int status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        return this;
    }
}
