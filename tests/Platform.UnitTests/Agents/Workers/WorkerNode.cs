using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Agents;
using Platform.Agents.Workers;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Discovery;

namespace Platform.UnitTests.Agents.Workers;

/// <summary>A node that keeps agents warm, and says what it logged.</summary>
internal sealed class WorkerNode : IAsyncDisposable
{
    private readonly IHost _host;

    private WorkerNode(IHost host, LogLines lines)
    {
        _host = host;
        Lines = lines;
    }

    public LogLines Lines { get; }

    public WarmAgents Agents => _host.Services.GetRequiredService<WarmAgents>();

    public AgentCheck Check => _host.Services.GetRequiredService<AgentCheck>();

    public static async Task<WorkerNode> StartAsync(DummyAgent agent, int slots, SandboxMode mode, CancellationToken cancellationToken)
    {
        var lines = new LogLines();
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.AddProvider(lines).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IPublicAddress>(new LocalAddress());
        builder.Services.AddSingleton<ConfiguredCertificate>();
        builder.Services.Configure<WorkerOptions>(worker =>
        {
            worker.Slots = slots;
            worker.AgentPath = agent.Path;
            worker.WorkDirectory = Path.Combine(agent.Folder, "work");
        });
        builder.Services.Configure<PlatformOptions>(platform => platform.DataDirectory = agent.Folder);
        builder.Services.Configure<SandboxOptions>(sandbox => sandbox.Mode = mode);
        builder.Services.AddWorkers(new ConfigurationBuilder().Build());
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new WorkerNode(host, lines);
    }

    public async Task<AgentProcess> TakeAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        return (await Agents.TakeAsync(limit.Token)).Value!;
    }

    public static JobDocument Job() => new()
    {
        Id = JobId.New(),
        Phase = PhaseKind.Plan,
        Fence = 1,
        Token = "job-token",
        RunToken = "run-token",
        PublicUrl = new Uri("https://localhost:8443"),
        RunId = RunId.New(),
        WorkspaceId = WorkspaceId.New(),
        WorkspaceName = "network",
        OrganizationName = "demo",
        ProjectName = "default",
        Tool = new ToolRequirement(ToolName.Terraform, ""),
        WorkingDirectory = "",
        Options = new PlanOptions(),
        Variables = [],
        StateBackend = StateBackend.Local,
        Limits = new SandboxOptions().Limits,
        Network = NetworkMode.Fenced,
    };

    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private sealed class LocalAddress : IPublicAddress
    {
        public Uri Url { get; } = new("https://localhost:8443/");
        public string Host => "localhost:8443";
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public bool Has(string part) => Count(part) > 0;

    public int Count(string part)
    {
        lock (_lines)
        {
            return _lines.Count(line => line.Contains(part, StringComparison.Ordinal));
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
