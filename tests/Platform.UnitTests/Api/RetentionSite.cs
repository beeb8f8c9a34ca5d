using System.Collections.Concurrent;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Platform.Access;
using Platform.Blobs;
using Platform.ConfigurationVersions;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Runs;
using Platform.Scheduling.Maintenance;
using Platform.StateVersions;
using Platform.TestKit;
using Platform.UnitTests.ConfigurationVersions.Archives;
using Platform.UnitTests.Identity;
using Platform.Workspaces.Retention;

namespace Platform.UnitTests.Api;

/// <summary>A server with one workspace, whose clock is moved by days instead of waiting for them.</summary>
internal sealed class RetentionSite : IAsyncDisposable
{
    private readonly SetClock _clock = new();
    private readonly Lines _lines = new();

    public ApiServer Api { get; private set; } = null!;

    public WorkspaceId Workspace { get; private set; }

    /// <summary>What the server said in its log.</summary>
    public IReadOnlyList<string> Log => [.. _lines.All];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RetentionSite> StartAsync(TestDatabase database = TestDatabase.Sqlite)
    {
        var site = new RetentionSite();
        site.Api = await ApiServer.StartAsync(
            database,
            services => services.AddSingleton<TimeProvider>(site._clock)
                .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter<ConsoleLoggerProvider>(null, LogLevel.Warning).AddProvider(site._lines)),
            Token);
        await site.Api.CreateOrganizationAsync();
        site.Workspace = await site.Api.CreateWorkspaceAsync();
        return site;
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    /// <summary>Lets days pass, and then the nightly work.</summary>
    public async Task PassAsync(int days)
    {
        _clock.Advance(TimeSpan.FromDays(days));
        await RunAsync<ExpireBackingData<StateVersion>>();
        await RunAsync<ExpireBackingData<ConfigurationVersion>>();
    }

    public Task RunAsync<TTask>()
        where TTask : IMaintenanceTask => Api.WithServicesAsync(async services =>
        {
            services.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
            await services.GetRequiredService<TTask>().RunAsync(Token);
            return true;
        });

    public async Task KeepAsync(int? days, bool inOrganization = false)
    {
        var (type, attributes) = days is { } number ? ("data-retention-policy-delete-olders", $"\"delete-older-than-n-days\":{number}") : ("data-retention-policy-dont-deletes", "");
        var target = inOrganization ? "/organizations/demo" : $"/workspaces/{Workspace}";
        (await Api.SendAsync("POST", $"{target}/relationships/data-retention-policy", $$$$$$"""{"data":{"type":"{{{{{{type}}}}}}","attributes":{ {{{{{{attributes}}}}}} }}}""")).Is(201);
    }

    public static byte[] State(int serial) => Encoding.UTF8.GetBytes(
        $$$$$$"""{"version":4,"terraform_version":"1.11.4","serial":{{{{{{serial}}}}}},"lineage":"l","outputs":{"a":{"value":"v{{{{{{serial}}}}}}","type":"string"}},"resources":[]}""");

    public async Task<string> PushAsync(int serial) => (await Api.SendAsync(
        "POST",
        $"/workspaces/{Workspace}/state-versions",
        $$$$$$"""{"data":{"type":"state-versions","attributes":{"state":"{{{{{{Convert.ToBase64String(State(serial))}}}}}}","json-state":"e30="}}}""")).Is(201).Id;

    public async Task<string> UploadAsync(bool speculative = false)
    {
        var made = (await Api.SendAsync(
            "POST",
            $"/workspaces/{Workspace}/configuration-versions",
            $$$$$$"""{"data":{"type":"configuration-versions","attributes":{"auto-queue-runs":false,"speculative":{{{{{{(speculative ? "true" : "false")}}}}}}}}}""")).Is(201);
        (await Api.SendAsync("PUT", made.Attribute("upload-url").GetString()!, Archive)).Is(200);
        return made.Id;
    }

    public static byte[] Archive { get; } = new TestArchive().File("main.tf", "").Compressed();

    /// <summary>Adds a run that came to this status now.</summary>
    public Task<RunId> AddRunAsync(string configuration, RunStatus status, bool isCurrent = false) => Api.WithDatabaseAsync(async db =>
    {
        var workspace = await db.Workspaces.SingleAsync(w => w.Id == Workspace, Token);
        var now = _clock.GetUtcNow();
        var run = new Run
        {
            Id = RunId.New(), OrganizationId = workspace.OrganizationId, WorkspaceId = Workspace, ConfigurationVersionId = ConfigurationVersionId.Wrap(configuration),
            PlanId = PlanId.New(), ApplyId = ApplyId.New(), Status = status, CreatedAt = now, StatusChangedAt = now,
        };
        db.AddRange(run, new Plan { Id = run.PlanId, RunId = run.Id }, new Apply { Id = run.ApplyId, RunId = run.Id });
        workspace.CurrentRunId = isCurrent ? run.Id : workspace.CurrentRunId;
        await db.SaveChangesAsync(Token);
        return run.Id;
    });

    public Task EndAsync(RunId run) => Api.WithDatabaseAsync(db => db.Runs.Where(r => r.Id == run).ExecuteUpdateAsync(
        set => set.SetProperty(r => r.Status, RunStatus.Errored).SetProperty(r => r.StatusChangedAt, _clock.GetUtcNow()), Token));

    public Task HoldAsync(RunId? run) => Api.WithDatabaseAsync(db => db.Workspaces.Where(w => w.Id == Workspace).ExecuteUpdateAsync(
        set => set.SetProperty(w => w.HoldingRunId, run), Token));

    public async Task<string> StatusAsync(string id) =>
        (await Api.SendAsync("GET", $"/{(id.StartsWith("sv-", StringComparison.Ordinal) ? "state" : "configuration")}-versions/{id}")).Is(200).Attribute("status").GetString()!;

    public Task<ApiAnswer> ActAsync(string id, string action, UserId? caller = null) =>
        Api.SendAsync("POST", $"/{(id.StartsWith("sv-", StringComparison.Ordinal) ? "state" : "configuration")}-versions/{id}/actions/{action}_backing_data", caller: caller);

    /// <summary>Whether the object is in the store.</summary>
    public Task<bool> HasAsync(BlobName name) => Api.WithServicesAsync(async services =>
    {
        var organization = await services.GetRequiredService<PlatformDbContext>().Organizations.Select(o => o.Id).SingleAsync(Token);
        await using var content = await services.GetRequiredService<IEncryptedBlobs>().OpenReadAsync(organization, name, Token);
        return content is not null;
    });

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
