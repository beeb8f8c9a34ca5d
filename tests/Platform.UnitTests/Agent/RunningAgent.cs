using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Platform.Agent;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;

namespace Platform.UnitTests.Agent;

/// <summary>An agent that runs in this process with a server of its own, in a real sandbox with the real tool.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    /// <summary>For a script in the tool's place: it records the platform's backend, as init does.</summary>
    public const string ScriptOfInit = """
        #!/bin/sh
        [ "$1" = init ] && mkdir .terraform && echo '{"backend":{"type":"local","config":{"path":"/run/platform/work/state/terraform.tfstate"}}}' > .terraform/terraform.tfstate

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agent-tests-");

    private RunningAgent(AgentServer server) => Server = server;

    public AgentServer Server { get; }

    /// <summary>What agents wrote to their standard error.</summary>
    public ConcurrentQueue<string> Notes { get; } = new();

    public string WorkDirectory => Path.Combine(_folder.FullName, "work");

    public static async Task<RunningAgent> CreateAsync(CancellationToken cancellationToken)
    {
        var agent = new RunningAgent(await AgentServer.StartAsync(cancellationToken));
        var passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(agent._folder.FullName, passable);
        Directory.CreateDirectory(agent.WorkDirectory, passable);
        return agent;
    }

    public AgentSettings Settings => new()
    {
        ServerUrl = Server.Url,
        CertificateAuthorities = Server.Certificate,
        WorkDirectory = WorkDirectory,
        ToolDirectory = Path.Combine(_folder.FullName, "tools"),
        SandboxUserId = Environment.IsPrivilegedProcess ? 64_123 : null,
    };

    /// <summary>Settings by which a shell script is found in the tool's place.</summary>
    public AgentSettings WithTool(string script)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Settings.ToolDirectory, "terraform", "9.9.9"));
        var path = Path.Combine(folder.FullName, "terraform");
        File.WriteAllText(path, script);
        File.SetUnixFileMode(path, File.GetUnixFileMode(folder.FullName));
        return Settings;
    }

    /// <summary>Runs one job from beginning to end and returns the agent's exit code.</summary>
    public async Task<int> RunAsync(JobDocument job, CancellationToken cancellationToken) => await RunAsync(job, Settings, cancellationToken);

    public async Task<int> RunAsync(JobDocument job, AgentSettings settings, CancellationToken cancellationToken)
    {
        using var input = new StringReader($"{JsonSerializer.Serialize(settings, AgentJson.Options)}\n{JsonSerializer.Serialize(job, AgentJson.Options)}\n");
        using var output = new StringWriter();
        var exitCode = await new AgentLife(input, output, new QueueLogger(Notes), TimeProvider.System).RunAsync(cancellationToken);
        Assert.Equal("ready\n", output.ToString());
        return exitCode;
    }

    /// <summary>Plans and, when that found changes, forgets the plan's logs and applies.</summary>
    public async Task PlanAndApplyAsync(JobDocument plan, CancellationToken cancellationToken)
    {
        await RunAsync(plan, cancellationToken);
        Assert.Equal((JobOutcome.Succeeded, true), (Server.Report?.Outcome, Server.Report?.HasChanges));
        Server.Forget();
        await RunAsync(AgentJobs.ApplyOf(plan), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var note in Notes)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(note);
        }

        // The output of a test is no place for megabytes.
        var text = Server.Log(LogStream.Text);
        TestContext.Current.TestOutputHelper?.WriteLine(text[..Math.Min(text.Length, 20_000)]);
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private sealed class QueueLogger(ConcurrentQueue<string> notes) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            notes.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
    }
}
