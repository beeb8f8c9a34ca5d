using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

/// <summary>The client's own <c>http</c> backend against a workspace.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class HttpBackendTests(SharedPlatform shared)
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_tool_that_knows_only_http_keeps_its_state_in_a_workspace(TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await shared.GetAsync(database, cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken);
        var workspace = (await platform.Api.CreateWorkspaceAsync(organization, cancellationToken, name: "main")).GetProperty("id").GetString();
        var token = platform.Client.DefaultRequestHeaders.Authorization!.Parameter!;
        var address = $"https://{platform.Host}/state/v1/{organization}/main";
        using var cli = Tool(address, token);

        await cli.RunAsync(["init", "-input=false", "-no-color"], cancellationToken);
        await cli.RunAsync(["apply", "-auto-approve", "-no-color"], cancellationToken);

        Assert.Equal("hello", (await cli.RunAsync(["output", "-raw", "word"], cancellationToken)).Trim());
        var version = (await platform.Api.GetAsync($"workspaces/{workspace}/current-state-version", cancellationToken)).GetProperty("attributes");
        Assert.Equal("finalized", version.GetProperty("status").GetString());
        var current = await platform.Api.GetAsync($"workspaces/{workspace}", cancellationToken);
        Assert.Equal((1, false), (current.GetProperty("attributes").GetProperty("resource-count").GetInt32(), current.GetProperty("attributes").GetProperty("locked").GetBoolean()));

        cli.Write("pushed.tfstate", await cli.RunAsync(["state", "pull"], cancellationToken));
        await cli.RunAsync(["state", "push", "pushed.tfstate"], cancellationToken);
        await cli.RunAsync(["state", "rm", "terraform_data.one"], cancellationToken);
        await cli.RunAsync(["state", "push", "-force", "pushed.tfstate"], cancellationToken);
        Assert.Contains("terraform_data.one", await cli.RunAsync(["state", "list"], cancellationToken), StringComparison.Ordinal);

        // Somebody holds the lock; the client says which, and with that the lock can be broken.
        await platform.Api.SendAsync(HttpMethod.Post, $"workspaces/{workspace}/actions/lock", new { reason = "maintenance" }, cancellationToken);
        var refused = await cli.TryAsync(["apply", "-auto-approve", "-no-color"], cancellationToken);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"HTTP remote state already locked: ID={organization}/main", RemoteWorkspace.OneLine(refused.Output), StringComparison.Ordinal);
        await platform.Api.ActAsync($"workspaces/{workspace}/actions/force-unlock", cancellationToken);
        Assert.Contains("No changes", await cli.RunAsync(["apply", "-auto-approve", "-no-color"], cancellationToken), StringComparison.Ordinal);

        // Another client's lock, broken by the id that the error names.
        await LockAsync("held-by-another");
        refused = await cli.TryAsync(["apply", "-auto-approve", "-no-color"], cancellationToken);
        Assert.Contains("HTTP remote state already locked: ID=held-by-another", RemoteWorkspace.OneLine(refused.Output), StringComparison.Ordinal);
        await cli.RunAsync(["force-unlock", "-force", "held-by-another"], cancellationToken);
        await cli.RunAsync(["plan", "-no-color"], cancellationToken);

        using var stranger = Tool(address, "wrong");
        Assert.Contains("HTTP remote state endpoint requires auth", (await stranger.TryAsync(["init", "-input=false", "-no-color"], cancellationToken)).Output, StringComparison.Ordinal);
        using var lost = Tool($"{address}-unknown", token);
        await lost.RunAsync(["init", "-input=false", "-no-color"], cancellationToken);
        Assert.Contains("404", (await lost.TryAsync(["apply", "-auto-approve", "-no-color"], cancellationToken)).Output, StringComparison.Ordinal);

        async Task LockAsync(string id)
        {
            using var request = new HttpRequestMessage(new HttpMethod("LOCK"), address) { Content = new StringContent($"{{\"ID\":\"{id}\",\"Who\":\"ann\"}}") };
            using var answer = await platform.Client.SendAsync(request, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        TestKit.CommandLine Tool(string at, string password)
        {
            var made = platform.CommandLineIn(("main.tf", $$"""
                terraform {
                  backend "http" {
                    address        = "{{at}}"
                    lock_address   = "{{at}}"
                    unlock_address = "{{at}}"
                    username       = "anybody"
                  }
                }
                resource "terraform_data" "one" {
                  input = "hello"
                }
                output "word" {
                  value = terraform_data.one.output
                }
                """));
            made.Environment["TF_HTTP_PASSWORD"] = password;
            return made;
        }
    }
}
