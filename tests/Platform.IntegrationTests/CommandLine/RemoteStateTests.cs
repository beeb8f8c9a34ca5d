using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Ids;
using Platform.Identity.Tokens;
using Platform.Persistence;
using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

/// <summary><c>terraform_remote_state</c> inside a run, with the run's own token.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class RemoteStateTests(SharedPlatform shared)
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_run_reads_the_outputs_of_workspaces_that_share_their_state_with_it(TestDatabase database)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await shared.GetAsync(database, cancellationToken);
        using var source = await RemoteWorkspace.CreateAsync(platform, "output \"word\" {\n  value = \"from the other side\"\n}\n", cancellationToken);
        await source.RunAsync(cancellationToken, "apply", "-auto-approve");
        var sourceId = await source.IdAsync(cancellationToken);
        using var reader = await source.OpenOtherAsync(
            "reader",
            $$"""
            data "terraform_remote_state" "source" {
              backend = "remote"
              config = {
                hostname     = "{{platform.Host}}"
                organization = "{{source.Organization}}"
                workspaces   = { name = "{{RemoteWorkspace.Name}}" }
              }
            }
            output "word" {
              value = data.terraform_remote_state.source.outputs.word
            }
            """,
            cancellationToken);
        var readerId = await ReaderIdAsync(source, cancellationToken);

        var closed = RemoteWorkspace.OneLine((await reader.TryAsync(["plan", "-no-color"], cancellationToken)).Output);
        Assert.Contains("it does not share its state with the workspace of this run", closed, StringComparison.Ordinal);

        await source.Api.SendAsync(
            HttpMethod.Post, $"workspaces/{sourceId}/relationships/remote-state-consumers", new { data = new[] { new { type = "workspaces", id = readerId } } }, cancellationToken);
        Assert.Contains("word = \"from the other side\"", await reader.RunAsync(["plan", "-no-color"], cancellationToken), StringComparison.Ordinal);
        await source.Api.SendAsync(HttpMethod.Patch, $"workspaces/{sourceId}/relationships/remote-state-consumers", new { data = Array.Empty<object>() }, cancellationToken);

        // With its project, in which the reader no longer is.
        var project = (await source.Api.PostAsync($"organizations/{source.Organization}/projects", "projects", new { name = "elsewhere" }, cancellationToken)).GetProperty("id").GetString();
        await source.Api.SendAsync(
            HttpMethod.Patch,
            $"workspaces/{readerId}",
            new { data = new { type = "workspaces", relationships = new { project = new { data = new { type = "projects", id = project } } } } },
            cancellationToken);
        await SetAsync("project-remote-state");
        var elsewhere = RemoteWorkspace.OneLine((await reader.TryAsync(["plan", "-no-color"], cancellationToken)).Output);
        Assert.Contains("it does not share its state with the workspace of this run", elsewhere, StringComparison.Ordinal);

        await SetAsync("global-remote-state");
        Assert.Contains("word = \"from the other side\"", await reader.RunAsync(["apply", "-auto-approve", "-no-color"], cancellationToken), StringComparison.Ordinal);

        Task SetAsync(string attribute) => source.Api.SendAsync(
            HttpMethod.Patch, $"workspaces/{sourceId}", new { data = new { type = "workspaces", attributes = new Dictionary<string, bool> { [attribute] = true } } }, cancellationToken);
    }

    [Fact]
    public async Task The_token_of_a_run_reads_what_is_shared_and_reaches_nothing_else()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await shared.GetAsync(cancellationToken);
        using var source = await RemoteWorkspace.CreateAsync(platform, "output \"word\" {\n  value = \"hidden\"\n}\n", cancellationToken);
        await source.RunAsync(cancellationToken, "apply", "-auto-approve");
        var sourceId = await source.IdAsync(cancellationToken);
        var state = (await source.Api.GetAsync($"workspaces/{sourceId}/current-state-version", cancellationToken)).GetProperty("id").GetString()!;
        using var reader = await source.OpenOtherAsync("reader", "output \"mine\" {\n  value = 1\n}\n", cancellationToken);
        await reader.RunAsync(["apply", "-auto-approve", "-no-color"], cancellationToken);
        var readerId = await ReaderIdAsync(source, cancellationToken);
        var run = RunId.Wrap((await source.Api.GetAsync($"workspaces/{readerId}/runs", cancellationToken))[0].GetProperty("id").GetString()!);
        await using var scope = platform.Services!.CreateAsyncScope();
        var tokens = scope.ServiceProvider.GetRequiredService<RunTokens>();
        var token = tokens.Issue(run, TimeSpan.FromMinutes(5)).Secret;
        await scope.ServiceProvider.GetRequiredService<PlatformDbContext>().SaveChangesAsync(cancellationToken);

        // Its own workspace, and of another only what is shared.
        Assert.Equal(HttpStatusCode.OK, await AskAsync("GET", $"workspaces/{readerId}"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("GET", $"workspaces/{sourceId}"));
        string[] reads = [$"workspaces/{sourceId}/current-state-version", $"workspaces/{sourceId}/current-state-version-outputs", $"state-versions/{state}", $"state-versions/{state}/download", $"state-versions/{state}/outputs"];
        foreach (var path in reads)
        {
            Assert.Equal(HttpStatusCode.NotFound, await AskAsync("GET", path));
        }

        await source.Api.SendAsync(
            HttpMethod.Post, $"workspaces/{sourceId}/relationships/remote-state-consumers", new { data = new[] { new { type = "workspaces", id = readerId } } }, cancellationToken);
        foreach (var path in reads)
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync("GET", path));
        }

        (string Method, string Path)[] refused =
        [
            ("GET", $"workspaces/{sourceId}/vars"), ("GET", $"workspaces/{sourceId}/all-vars"), ("GET", $"workspaces/{sourceId}/varsets"), ("GET", $"workspaces/{sourceId}/runs"),
            ("GET", $"workspaces/{sourceId}/relationships/remote-state-consumers"), ("GET", $"organizations/{source.Organization}/workspaces"), ("GET", "account/details"),
            ("POST", $"workspaces/{sourceId}/state-versions"), ("POST", $"workspaces/{readerId}/state-versions"), ("POST", $"workspaces/{readerId}/actions/lock"),
            ("POST", $"workspaces/{readerId}/actions/force-unlock"), ("PATCH", $"workspaces/{readerId}"), ("DELETE", $"workspaces/{readerId}"), ("POST", "runs"),
            ("POST", $"workspaces/{sourceId}/relationships/remote-state-consumers"), ("POST", $"organizations/{source.Organization}/varsets"),
        ];
        foreach (var (method, path) in refused)
        {
            Assert.Equal((method, path, HttpStatusCode.Forbidden), (method, path, await AskAsync(method, path)));
        }

        await tokens.RevokeAsync(run, cancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("GET", $"workspaces/{readerId}"));

        async Task<HttpStatusCode> AskAsync(string method, string path)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v2/{path}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await platform.Client.SendAsync(request, cancellationToken);
            return answer.StatusCode;
        }
    }

    private static async Task<string> ReaderIdAsync(RemoteWorkspace source, CancellationToken cancellationToken) =>
        (await source.Api.GetAsync($"organizations/{source.Organization}/workspaces/reader", cancellationToken)).GetProperty("id").GetString()!;
}
