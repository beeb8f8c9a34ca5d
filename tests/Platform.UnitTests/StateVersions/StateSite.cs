using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Discovery;
using Platform.Events;
using Platform.JsonApi;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Secrets;
using Platform.StateVersions;
using Platform.TestKit.Contract;
using Platform.Workspaces;

namespace Platform.UnitTests.StateVersions;

/// <summary>The states of a small site, over HTTP on loopback: real modules, an SQLite file, blobs in a folder. The header <c>X-Caller</c> stands for a token.</summary>
internal sealed class StateSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, Caller> _callers = [];

    private StateSite(WebApplication app, string folder)
    {
        _app = app;
        Folder = folder;
        var alice = UserId.New();
        var bob = UserId.New();
        _callers["alice"] = new Caller { Kind = CallerKind.User, UserId = alice, IsSiteAdministrator = true };
        _callers["bob"] = new Caller { Kind = CallerKind.User, UserId = bob, IsSiteAdministrator = true };
        _callers["nobody"] = new Caller { Kind = CallerKind.User, UserId = UserId.New() };
    }

    public string Folder { get; }

    public HttpClient Http { get; private set; } = null!;

    public OrganizationId Organization { get; } = OrganizationId.New();

    public WorkspaceId Workspace { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<StateSite> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("platform-unit-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Platform:DataDirectory"] = folder });

        // One for all sites: Entity Framework builds the model anew for each logger factory.
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOptions<PlatformOptions>().Bind(builder.Configuration.GetSection(PlatformOptions.Section));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<IEventStream, MemoryEventStream>();
        builder.Services.AddAccess();
        builder.Services.AddPersistence(builder.Configuration).AddSecrets(builder.Configuration).AddBlobs(builder.Configuration);
        builder.Services.AddDiscovery().AddOrganizations().AddWorkspaces().AddStateVersions().AddResourceIdConstraints();
        var app = builder.Build();
        var site = new StateSite(app, folder);
        app.Use((context, next) =>
        {
            context.RequestServices.GetRequiredService<CallerAccessor>().Caller =
                site._callers.GetValueOrDefault(context.Request.Headers["X-Caller"].ToString(), Caller.Anonymous);
            return next(context);
        });
        var api = app.MapGroup("/api/v2");
        api.MapStateVersions();
        api.MapWorkspaces();
        app.MapStateUploads();
        await site.WithDbAsync(async db => await db.Database.EnsureCreatedAsync(Token));
        await app.StartAsync(Token);
        site.Http = new HttpClient(new ContractCheck(app.Services.GetRequiredService<EndpointDataSource>, new SocketsHttpHandler())) { BaseAddress = new Uri(app.Urls.Single()) };
        await site.CreateOrganizationAsync();
        site.Workspace = await site.CreateWorkspaceAsync("main");
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    public void AddCaller(string name, Caller caller) => _callers[name] = caller;

    public Caller CallerNamed(string name) => _callers[name];

    public async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> use)
        where TService : notnull
    {
        await using var scope = _app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task WithDbAsync(Func<PlatformDbContext, Task> use) => WithAsync<PlatformDbContext, bool>(async db =>
    {
        await use(db);
        return true;
    });

    public Task ChangeWorkspaceAsync(Action<Workspace> change, WorkspaceId? id = null) => WithDbAsync(async db =>
    {
        var workspace = await db.Workspaces.FindAsync([id ?? Workspace], Token);
        change(workspace!);
        await db.SaveChangesAsync(Token);
    });

    public async Task<WorkspaceId> CreateWorkspaceAsync(string name)
    {
        var id = WorkspaceId.New();
        await WithDbAsync(async db =>
        {
            var organization = await db.Organizations.FindAsync([Organization], Token);
            db.Workspaces.Add(new Workspace
            {
                Id = id,
                OrganizationId = Organization,
                ProjectId = organization!.DefaultProjectId,
                Name = name,
                NormalizedName = name,
                CreatedAt = TimeProvider.System.GetUtcNow(),
                UpdatedAt = TimeProvider.System.GetUtcNow(),
            });
            await db.SaveChangesAsync(Token);
        });
        return id;
    }

    /// <summary>A small state with one sensitive and one plain output.</summary>
    public static byte[] State(long serial, string lineage = "lineage-a", string text = "") => Encoding.UTF8.GetBytes(
        $$$"""
        {"version":4,"terraform_version":"1.11.4","serial":{{{serial}}},"lineage":"{{{lineage}}}",
         "outputs":{"greeting":{"value":"hello {{{text}}}","type":"string"},"password":{"value":"hunter2-{{{serial}}}","type":"string","sensitive":true}},
         "resources":[{"mode":"managed","type":"terraform_data","name":"one","provider":"provider[\"terraform.io/builtin/terraform\"]","instances":[{"attributes":{"id":"x"}}]}]}
        """);

    public static string Md5(byte[] state) => Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, state));

    public async Task<Answer> SendAsync(HttpMethod method, string path, string caller = "alice", HttpContent? content = null, bool isCloud = false)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("X-Caller", caller);
        if (isCloud)
        {
            request.Headers.Add("X-Terraform-Integration", "cloud");
        }

        using var response = await Http.SendAsync(request, Token);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(Token), response.Headers.TryGetValues("x-terraform-snapshot-interval", out var interval) ? interval.Single() : null);
    }

    public Task<Answer> GetAsync(string path, string caller = "alice") => SendAsync(HttpMethod.Get, path, caller);

    /// <summary>Announces a state.</summary>
    public Task<Answer> AnnounceAsync(byte[] state, long serial, string lineage = "lineage-a", bool force = false, string caller = "alice", bool isCloud = false, object? more = null)
    {
        var attributes = new Dictionary<string, object?> { ["serial"] = serial, ["lineage"] = lineage, ["md5"] = Md5(state), ["force"] = force };
        foreach (var property in more?.GetType().GetProperties() ?? [])
        {
            attributes[JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name)] = property.GetValue(more);
        }

        var body = JsonContent.Create(new { data = new { type = "state-versions", attributes } });
        return SendAsync(HttpMethod.Post, $"/api/v2/workspaces/{Workspace}/state-versions", caller, body, isCloud);
    }

    public async Task<int> UploadAsync(string url, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        using var response = await Http.PutAsync(new Uri(url), content, Token);
        return (int)response.StatusCode;
    }

    /// <summary>Announces and uploads a state, as the CLI does.</summary>
    public async Task<string> PushAsync(long serial, string lineage = "lineage-a", string text = "", bool force = false)
    {
        var state = State(serial, lineage, text);
        var announced = await AnnounceAsync(state, serial, lineage, force);
        Assert.Equal(201, announced.Status);
        Assert.Equal(200, await UploadAsync(announced.Attribute("hosted-state-upload-url")!, state));
        return announced.Id;
    }

    public Task<Answer> CurrentAsync(string caller = "alice") => GetAsync($"/api/v2/workspaces/{Workspace}/current-state-version", caller);

    private Task CreateOrganizationAsync() => WithDbAsync(async db =>
    {
        var project = ProjectId.New();
        var now = TimeProvider.System.GetUtcNow();
        db.Organizations.Add(new Organization { Id = Organization, Name = "demo", NormalizedName = "demo", DefaultProjectId = project, CreatedAt = now });
        db.Projects.Add(new Project { Id = project, OrganizationId = Organization, Name = Project.DefaultName, CreatedAt = now });
        await db.SaveChangesAsync(Token);
    });

    /// <summary>What came back.</summary>
    internal sealed record Answer(int Status, byte[] Body, string? SnapshotInterval)
    {
        public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

        public JsonElement Data => Json.GetProperty("data");

        public string Id => Data.GetProperty("id").GetString()!;

        public string Detail => Json.GetProperty("errors")[0].GetProperty("detail").GetString()!;

        public string? Attribute(string name) => Data.GetProperty("attributes").GetProperty(name).ToString() is { Length: > 0 } text ? text : null;
    }
}
