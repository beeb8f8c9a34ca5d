using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.IntegrationTests.CommandLine;
using Platform.IntegrationTests.Runs;
using Platform.TestKit;

namespace Platform.IntegrationTests.Compatibility;

/// <summary>A client in a folder of its own, beside an organization that nobody else has.</summary>
internal sealed partial class Workbench : IDisposable
{
    public const string Workspace = "main";
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private readonly Client _client;
    private readonly CompatibilityTable _table;

    private Workbench(TestPlatform platform, Client client, Backend backend, string organization, CompatibilityTable table)
    {
        Platform = platform;
        _client = client;
        Backend = backend;
        Organization = organization;
        _table = table;
        Cli = platform.CommandLineOf(client.Program);
    }

    public TestPlatform Platform { get; }

    public TestApi Api => Platform.Api;

    public Backend Backend { get; }

    public string Organization { get; }

    public TestKit.CommandLine Cli { get; }

    /// <summary>The organization's list, which has the runs that only plan too.</summary>
    private string Runs => $"organizations/{Organization}/runs?filter[workspace_names]={Workspace}";

    public static async Task<Workbench> CreateAsync(TestPlatform platform, Client client, Backend backend, CompatibilityTable table, CancellationToken cancellationToken) =>
        new(platform, client, backend, await platform.Api.CreateOrganizationAsync(cancellationToken), table);

    /// <summary>A second folder of the same organization, as a second person would have it.</summary>
    public Workbench Another(Backend? backend = null) => new(Platform, _client, backend ?? Backend, Organization, _table);

    /// <summary>Writes a configuration for the workspace <see cref="Workspace"/> and initializes it.</summary>
    public async Task InitializeAsync(string configuration, CancellationToken cancellationToken)
    {
        Cli.Write("main.tf", configuration);
        UseWorkspaces($"name = \"{Workspace}\"");
        await RunAsync(cancellationToken, "init", "-input=false");
    }

    /// <summary>Writes the block that names the platform, with this inside <c>workspaces {}</c>.</summary>
    public void UseWorkspaces(string workspaces) => UseBlock($$"""
        hostname     = "{{Platform.Host}}"
        organization = "{{Organization}}"
        workspaces {
          {{workspaces}}
        }
        """);

    /// <summary>Writes the block that names the platform.</summary>
    public void UseBlock(string body) =>
        Cli.Write("platform.tf", $"terraform {{\n{(Backend == Backend.Cloud ? "cloud" : "backend \"remote\"")} {{\n{body}\n}}\n}}\n");

    /// <summary>Makes the state of the workspace without a run: as if these resources had been applied.</summary>
    public async Task StoreStateAsync(CancellationToken cancellationToken, params string[] resources)
    {
        var bytes = Encoding.UTF8.GetBytes(States.Of(serial: 1, resources));
        var md5 = Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, bytes));
        var state = new { serial = 1, lineage = "one-lineage", md5, state = Convert.ToBase64String(bytes) };
        var id = await IdAsync(cancellationToken);
        await Api.SendAsync(HttpMethod.Post, $"workspaces/{id}/actions/lock", new { reason = "a test" }, cancellationToken);
        await Api.PostAsync($"workspaces/{id}/state-versions", "state-versions", state, cancellationToken);
        await Api.ActAsync($"workspaces/{id}/actions/unlock", cancellationToken);
    }

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var outcome = await TryAsync(cancellationToken, arguments);
        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {outcome.ExitCode}:\n{outcome.Output}");
        return outcome.Output;
    }

    public Task<CommandOutcome> TryAsync(CancellationToken cancellationToken, params string[] arguments) => Cli.TryAsync(arguments, cancellationToken);

    /// <summary>Runs a command on a terminal and answers its questions in their order.</summary>
    public async Task<CommandOutcome> AnswerAsync(string[] arguments, (string Question, string Answer)[] dialog, CancellationToken cancellationToken)
    {
        await using var process = Cli.StartOnTerminal(arguments);
        var place = 0;
        foreach (var (question, answer) in dialog)
        {
            place = await process.WaitForAsync(question, Limit, cancellationToken, place);
            await process.WriteAsync(answer);
        }

        return new CommandOutcome(await process.WaitAsync(Limit, cancellationToken), process.Output);
    }

    /// <summary>The row's command ended with this code and wrote this in one of its lines, which goes into the page.</summary>
    public void See(Row row, CommandOutcome outcome, int exitCode, string says)
    {
        Assert.True(outcome.ExitCode == exitCode, $"{row.Command} ended with {outcome.ExitCode} instead of {exitCode}:\n{outcome.Output}");
        var line = Lines(outcome.Output).FirstOrDefault(line => line.Contains(says, StringComparison.Ordinal));
        Assert.True(line is not null, $"{row.Command} did not write '{says}':\n{outcome.Output}");
        Note(row, exitCode == 0 ? $"`{line}`" : $"`{line}` (exit {exitCode})");
    }

    /// <summary>Notes what was seen of a row.</summary>
    public void Note(Row row, string seen) =>
        _table.Add(_client.ToString(), row, Backend, seen.Replace(Platform.Host, "HOST", StringComparison.Ordinal).Replace(Organization, "ORG", StringComparison.Ordinal));

    public Task<JsonElement> WorkspaceAsync(CancellationToken cancellationToken, string name = Workspace) =>
        Api.GetAsync($"organizations/{Organization}/workspaces/{name}", cancellationToken);

    public async Task<string> IdAsync(CancellationToken cancellationToken, string name = Workspace) => (await WorkspaceAsync(cancellationToken, name)).GetProperty("id").GetString()!;

    /// <summary>Changes attributes of the workspace, for example <c>("execution-mode", "local")</c>.</summary>
    public async Task SetAsync(CancellationToken cancellationToken, params (string Name, object Value)[] attributes)
    {
        var body = new { data = new { type = "workspaces", attributes = attributes.ToDictionary(pair => pair.Name, pair => pair.Value) } };
        await Api.SendAsync(HttpMethod.Patch, $"workspaces/{await IdAsync(cancellationToken)}", body, cancellationToken);
    }

    /// <summary>The statuses of the workspace's runs, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> RunsAsync(CancellationToken cancellationToken) =>
        [.. (await Api.GetAsync($"{Runs}&page[size]=100", cancellationToken)).EnumerateArray().Reverse()
            .Select(run => run.GetProperty("attributes").GetProperty("status").GetString()!)];

    /// <summary>The newest run's document.</summary>
    public async Task<JsonElement> LastRunAsync(CancellationToken cancellationToken) =>
        (await Api.GetAsync(Runs, cancellationToken))[0];

    /// <summary>The current state of a workspace.</summary>
    public async Task<StoredState> StateAsync(CancellationToken cancellationToken, string name = Workspace)
    {
        var version = await Api.GetAsync($"workspaces/{await IdAsync(cancellationToken, name)}/current-state-version", cancellationToken);
        using var document = JsonDocument.Parse(await Platform.Client.GetByteArrayAsync(version.GetProperty("attributes").GetProperty("hosted-state-download-url").GetString(), cancellationToken));
        return new StoredState(document.RootElement.Clone());
    }

    public void Dispose() => Cli.Dispose();

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.NonBacktracking)]
    private static partial Regex Colors { get; }

    /// <summary>What was written, without colours and the frames around a client's errors.</summary>
    private static IEnumerable<string> Lines(string output) =>
        Colors.Replace(output, "").Split('\n').Select(line => line.Trim(' ', '\r', '│', '╷', '╵')).Where(line => line.Length > 0);
}
