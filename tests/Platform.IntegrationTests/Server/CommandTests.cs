using System.Net;
using Microsoft.Data.Sqlite;
using Platform.TestKit;

namespace Platform.IntegrationTests.Server;

/// <summary>The commands beside <c>serve</c>, against a server that runs.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private static readonly Uri Keys = new("/.well-known/jwks", UriKind.Relative);
    private TestPlatform _platform = null!;

    public async ValueTask InitializeAsync() => _platform = await TestPlatform.StartAsync(
        new TestOptions { Workers = false, Settings = new Dictionary<string, string> { ["Platform:MetricsToken"] = "for the scraper" } }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task A_token_made_by_command_works_at_once()
    {
        var made = await RunAsync("admin", "token", "admin");
        Assert.True(made.ExitCode == 0, made.Output);

        using var client = _platform.CreateClient(made.Output.Trim());
        using var answer = await client.GetAsync(new Uri("/api/v2/account/details", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_sign_in_link_leads_to_the_address_of_the_server()
    {
        var made = await RunAsync("admin", "sign-in-link", "admin", "--page", "/app");

        Assert.True(made.ExitCode == 0, made.Output);
        Assert.StartsWith($"{_platform.Url}sign-in-link/", made.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organization_is_made_once_and_found_the_second_time()
    {
        var first = await RunAsync("admin", "create-organization", "demo", "--if-missing");
        var second = await RunAsync("admin", "create-organization", "demo", "--if-missing");
        var third = await RunAsync("admin", "create-organization", "demo");

        Assert.Equal((0, 0, 1), (first.ExitCode, second.ExitCode, third.ExitCode));
        Assert.Equal(first.Output, second.Output);
        Assert.Contains("taken", third.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_trail_is_verified_while_the_server_runs()
    {
        Assert.Equal(0, (await RunAsync("admin", "create-organization", "demo")).ExitCode);

        var right = await RunAsync("admin", "verify-audit");
        Assert.True(right.ExitCode == 0, right.Output);
        Assert.StartsWith("The audit trail is as it was written: ", right.Output, StringComparison.Ordinal);

        await using (var database = new SqliteConnection($"Data Source={Path.Combine(_platform.DataDirectory, "platform.db")};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var attack = database.CreateCommand();
            attack.CommandText = "DROP TRIGGER \"AuditEntries_stay\"; UPDATE \"AuditEntries\" SET \"ActorName\" = 'somebody else'";
            Assert.True(await attack.ExecuteNonQueryAsync(TestContext.Current.CancellationToken) > 0);
        }

        var wrong = await RunAsync("admin", "verify-audit");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("was altered, or was not written by the platform. 0 entries before that are right.", wrong.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_identity_key_is_published_at_once_by_the_server_that_runs()
    {
        var first = await _platform.Client.GetStringAsync(Keys, TestContext.Current.CancellationToken);
        var rotated = await RunAsync("admin", "rotate-identity-key");
        var both = await _platform.Client.GetStringAsync(Keys, TestContext.Current.CancellationToken);
        var taken = await RunAsync("admin", "rotate-identity-key", "--at-once");
        var last = await _platform.Client.GetStringAsync(Keys, TestContext.Current.CancellationToken);

        Assert.True(rotated.ExitCode == 0, rotated.Output);
        Assert.True(taken.ExitCode == 0, taken.Output);
        string[] ids = [Ids(first).Single(), rotated.Output.Split(' ')[0], taken.Output.Split(' ')[0]];
        Assert.Equal([ids[0], ids[1]], Ids(both));
        Assert.Equal([ids[2]], Ids(last));

        static IEnumerable<string> Ids(string keys) => System.Text.Json.Nodes.JsonNode.Parse(keys)!["keys"]!.AsArray().Select(key => key!["kid"]!.GetValue<string>());
    }

    [Fact]
    public async Task Doctor_looks_at_everything_and_changes_nothing()
    {
        var outcome = await RunAsync("doctor");

        Assert.All((string[])["Settings", "Data folder", "Address", "Database", "Objects", "Sandbox", "Tools"], what => Assert.Contains($" {what}: ", outcome.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_are_for_the_metrics_token_and_site_administrators()
    {
        var path = new Uri("/metrics", UriKind.Relative);
        using var anonymous = _platform.CreateClient(token: null);
        using var scraper = _platform.CreateClient("for the scraper");

        using var refused = await anonymous.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("http_server_request_duration_seconds_count", await scraper.GetStringAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", await _platform.Client.GetStringAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var beyond = await scraper.GetAsync(new Uri("/api/v2/account/details", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, beyond.StatusCode);
    }

    [Fact]
    public async Task A_site_administrator_learns_more_of_health()
    {
        var text = await _platform.Client.GetStringAsync(new Uri("/healthz/ready", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.StartsWith("ready\n", text, StringComparison.Ordinal);
        Assert.Contains("database: ok\n", text, StringComparison.Ordinal);
    }

    private Task<CommandOutcome> RunAsync(params string[] command) => ServerProgram.RunAsync(
        [.. command, $"--urls={_platform.Url.GetLeftPart(UriPartial.Authority)}", $"--Platform:DataDirectory={_platform.DataDirectory}"], TestContext.Current.CancellationToken);
}
