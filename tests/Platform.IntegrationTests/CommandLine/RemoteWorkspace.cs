using System.Text.Json;
using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

/// <summary>An organization of its own with the workspace <c>main</c>, and an initialized folder for it.</summary>
internal sealed class RemoteWorkspace : IDisposable
{
    public const string Name = "main";

    private RemoteWorkspace(TestPlatform platform, string organization, TestKit.CommandLine cli)
    {
        Platform = platform;
        Organization = organization;
        Cli = cli;
    }

    public TestPlatform Platform { get; }

    public TestApi Api => Platform.Api;

    public string Organization { get; }

    public TestKit.CommandLine Cli { get; }

    /// <summary>Writes the configuration as <c>main.tf</c> and runs <c>init</c>, which makes the workspace.</summary>
    public static async Task<RemoteWorkspace> CreateAsync(TestPlatform platform, string configuration, CancellationToken cancellationToken)
    {
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken);
        return await OpenAsync(platform, organization, configuration, cancellationToken);
    }

    /// <summary>A second folder for the same workspace, as a second person would have it.</summary>
    public Task<RemoteWorkspace> OpenAgainAsync(string configuration, CancellationToken cancellationToken) =>
        OpenAsync(Platform, Organization, configuration, cancellationToken);

    /// <summary>An initialized folder for another workspace of the organization, which <c>init</c> makes.</summary>
    public async Task<TestKit.CommandLine> OpenOtherAsync(string name, string configuration, CancellationToken cancellationToken)
    {
        var cli = Platform.CommandLineIn(("main.tf", configuration));
        cli.UseWorkspace(Organization, name);
        await cli.RunAsync(["init", "-input=false", "-no-color"], cancellationToken);
        return cli;
    }

    /// <summary>Runs a command without a terminal that must succeed.</summary>
    /// <returns>What it wrote.</returns>
    public Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments) => Cli.RunAsync([.. arguments, "-no-color"], cancellationToken);

    /// <summary>Runs a command without a terminal that must fail.</summary>
    /// <returns>What it wrote, as one line without the frames around errors.</returns>
    public async Task<string> FailAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var outcome = await Cli.TryAsync([.. arguments, "-no-color"], cancellationToken);
        Assert.True(outcome.ExitCode == 1, $"It ended with {outcome.ExitCode}:\n{outcome.Output}");
        return OneLine(outcome.Output);
    }

    /// <summary>Joins the lines that a client wraps at the width of its terminal.</summary>
    public static string OneLine(string output) =>
        string.Join(' ', output.Split([' ', '\n', '\r', '│', '╷', '╵'], StringSplitOptions.RemoveEmptyEntries));

    public Task<JsonElement> ReadAsync(CancellationToken cancellationToken) =>
        Api.GetAsync($"organizations/{Organization}/workspaces/{Name}", cancellationToken);

    public async Task<string> IdAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).GetProperty("id").GetString()!;

    /// <summary>All runs, the oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> RunsAsync(CancellationToken cancellationToken)
    {
        var runs = await Api.GetAsync($"organizations/{Organization}/runs?filter[workspace_names]={Name}&page[size]=100", cancellationToken);
        return [.. runs.EnumerateArray().Reverse()];
    }

    /// <summary>The newest run, which must have this status.</summary>
    public async Task<JsonElement> LastRunAsync(string status, CancellationToken cancellationToken)
    {
        var run = (await RunsAsync(cancellationToken))[^1];
        Assert.Equal(status, run.GetProperty("attributes").GetProperty("status").GetString());
        return run;
    }

    /// <summary>The current state.</summary>
    public async Task<StoredState> StateAsync(CancellationToken cancellationToken)
    {
        var version = await Api.GetAsync($"workspaces/{await IdAsync(cancellationToken)}/current-state-version", cancellationToken);
        var address = version.GetProperty("attributes").GetProperty("hosted-state-download-url").GetString()!;
        using var document = JsonDocument.Parse(await Platform.Client.GetByteArrayAsync(address, cancellationToken));
        return new StoredState(document.RootElement.Clone());
    }

    public Task<bool> IsLockedAsync(CancellationToken cancellationToken) => IsAsync("locked", cancellationToken);

    public void Dispose() => Cli.Dispose();

    private static async Task<RemoteWorkspace> OpenAsync(TestPlatform platform, string organization, string configuration, CancellationToken cancellationToken)
    {
        var cli = platform.CommandLineIn(("main.tf", configuration));
        cli.UseWorkspace(organization, Name);
        var workspace = new RemoteWorkspace(platform, organization, cli);
        await workspace.RunAsync(cancellationToken, "init", "-input=false");
        return workspace;
    }

    private async Task<bool> IsAsync(string attribute, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).GetProperty("attributes").GetProperty(attribute).GetBoolean();
}

/// <summary>A state as the platform keeps it.</summary>
internal sealed record StoredState(JsonElement Document)
{
    public int Serial => Document.GetProperty("serial").GetInt32();

    public IEnumerable<string> Addresses => Resources.Select(resource => resource.Address);

    /// <summary>The addresses of what the next apply makes anew.</summary>
    public IEnumerable<string> Tainted => Resources.Where(resource => resource.IsTainted).Select(resource => resource.Address);

    private IEnumerable<(string Address, bool IsTainted)> Resources =>
        from resource in Document.GetProperty("resources").EnumerateArray()
        from instance in resource.GetProperty("instances").EnumerateArray()
        select ($"{resource.GetProperty("type").GetString()}.{resource.GetProperty("name").GetString()}",
            instance.TryGetProperty("status", out var status) && status.GetString() == "tainted");
}
