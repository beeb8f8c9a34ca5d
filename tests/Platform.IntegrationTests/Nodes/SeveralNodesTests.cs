using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity.SignIn;
using Platform.Persistence;
using Platform.Secrets;
using Platform.TestKit;

namespace Platform.IntegrationTests.Nodes;

/// <summary>Several servers on one PostgreSQL database and one shared folder are one site.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed partial class SeveralNodesTests(SharedSite site) : IClassFixture<SharedSite>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestPlatform First => site.First;

    [Fact, Trait("Needs", "tool"), Trait("Needs", "sandbox")]
    public async Task A_run_made_on_one_node_waits_and_says_why_until_another_can_carry_it_out_and_its_agent_outlives_that_node()
    {
        Needs.Sandbox();
        var (organization, workspace, run) = await StartRunAsync("""
            resource "terraform_data" "slow" {
              provisioner "local-exec" {
                command = "echo in the middle; sleep 3; echo at the end"
              }
            }
            """);

        const string nobody = "No node carries out jobs: start a server with the role Worker.";
        Assert.Equal(nobody, await WaitReasonAsync(run, Token));
        Assert.Contains(nobody, await PageAsync($"/app/{organization}/workspaces/{workspace.Name}/runs/{run}", await SignInAsync(First)), StringComparison.Ordinal);
        await using var unable = await First.JoinAsync(["Worker"], new Dictionary<string, string> { ["Worker:AgentPath"] = "/nowhere/agent" }, ownProcess: false, Token);
        await Eventually.IsAsync(
            async token => (await WaitReasonAsync(run, token))?.EndsWith(
                "says: The agent's program /nowhere/agent is missing: build the whole solution, or name it with the setting Worker:AgentPath.", StringComparison.Ordinal) == true,
            "the node says why it cannot", Limit, Token);
        await using var worker = await First.JoinAsync(["Worker"], new Dictionary<string, string>(), ownProcess: true, Token);

        await Eventually.IsAsync(
            async token => (await First.Api.ReadLogAsync($"runs/{run}/apply", token)).Contains("in the middle", StringComparison.Ordinal), "the log is read", Limit, Token);
        Assert.Equal("applying", (await First.Api.GetAsync($"runs/{run}", Token)).GetProperty("attributes").GetProperty("status").GetString());
        var name = $":{worker.Process!.ProcessId}";

        // The agent speaks to the address of the site, so it needs the node no longer that started it.
        await worker.KillAsync(Token);
        await First.Api.WaitForRunAsync(run, Token, "applied");

        Assert.Contains("at the end", await First.Api.ReadLogAsync($"runs/{run}/apply", Token), StringComparison.Ordinal);
        var state = await First.Api.GetAsync($"workspaces/{workspace.Id}/current-state-version", Token);
        Assert.Contains("\"slow\"", await First.Client.GetStringAsync(state.GetProperty("attributes").GetProperty("hosted-state-download-url").GetString()!, Token), StringComparison.Ordinal);
        Assert.All(await NodesOfAsync(run), node => Assert.EndsWith(name, node, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_one_node_signed_and_encrypted_another_accepts_and_reads()
    {
        await using var second = await First.JoinAsync(["Api", "Ui"], new Dictionary<string, string>(), ownProcess: false, Token);
        var organization = await First.Api.CreateOrganizationAsync(Token);
        var workspace = (await second.Api.CreateWorkspaceAsync(organization, Token)).GetProperty("id").GetString()!;

        // A link that the first made, for content that it encrypted, is followed on the second.
        await First.Api.UploadAsync(workspace, Token, ("main.tf", ""));
        var version = await First.Api.PostAsync($"workspaces/{workspace}/configuration-versions", "configuration-versions", new Dictionary<string, object> { ["auto-queue-runs"] = false }, Token);
        var upload = new Uri(version.GetProperty("attributes").GetProperty("upload-url").GetString()!);
        using var archive = new StreamContent(TestApi.Archive([("main.tf", "output \"a\" { value = 1 }")]));
        using var uploaded = await second.Client.PutAsync(upload.PathAndQuery, archive, Token);
        Assert.Equal(HttpStatusCode.OK, uploaded.StatusCode);

        // A form that the first rendered is answered by the second, and the cookie that it gives counts on the first.
        var cookies = await SignInAsync(second);
        Assert.Contains(organization, await PageAsync("/app", cookies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_with_a_master_key_of_its_own_is_refused_at_start_also_while_there_is_no_organization()
    {
        await using var lonely = await TestPlatform.StartAsync(new TestOptions { Database = TestDatabase.PostgreSql, Workers = false }, Token);

        var refused = await Assert.ThrowsAsync<MasterKeyException>(
            () => lonely.JoinAsync(["Worker"], new Dictionary<string, string> { ["Platform:SharedDirectory"] = "" }, ownProcess: false, Token));

        Assert.Contains("Platform:SharedDirectory", refused.Message, StringComparison.Ordinal);
    }

    private async Task<(string Organization, (string Id, string Name) Workspace, string Run)> StartRunAsync(string configuration)
    {
        var organization = await First.Api.CreateOrganizationAsync(Token);
        var made = await First.Api.CreateWorkspaceAsync(organization, Token);
        var workspace = (Id: made.GetProperty("id").GetString()!, Name: made.GetProperty("attributes").GetProperty("name").GetString()!);
        await First.Api.UploadAsync(workspace.Id, Token, ("main.tf", configuration));
        return (organization, workspace, await First.Api.CreateRunAsync(workspace.Id, Token, attributes: new Dictionary<string, object> { ["auto-apply"] = true }));
    }

    private async Task<string?> WaitReasonAsync(string run, CancellationToken cancellationToken) =>
        (await First.Api.GetAsync($"runs/{run}", cancellationToken)).GetProperty("attributes").GetProperty("wait-reason").GetString();

    /// <summary>Which nodes held the jobs of the run.</summary>
    private async Task<List<string>> NodesOfAsync(string run)
    {
        await using var scope = First.Services!.CreateAsyncScope();
        var id = RunId.Wrap(run);
        var nodes = await scope.ServiceProvider.GetRequiredService<PlatformDbContext>().Jobs.Where(job => job.RunId == id).Select(job => job.Node!).ToListAsync(Token);
        Assert.Equal(2, nodes.Count);
        return nodes;
    }

    /// <summary>Signs the first administrator in with a form that the first node rendered and <paramref name="answering"/> answers.</summary>
    /// <returns>The cookies of the browser.</returns>
    private async Task<string> SignInAsync(TestPlatform answering)
    {
        await using var scope = First.Services!.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        var link = (await scope.ServiceProvider.GetRequiredService<CreateSignInLink>().ExecuteAsync("admin", "/app", Token)).Value!;
        using var page = await First.Client.GetAsync(link.PathAndQuery, Token);
        var html = await page.Content.ReadAsStringAsync(Token);
        using var form = new FormUrlEncodedContent(
        [
            new("__RequestVerificationToken", WebUtility.HtmlDecode(VerificationToken().Match(html).Groups["token"].Value)),
            new("secret", link.Segments[^1]),
        ]);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/sign-in-link") { Content = form, Headers = { { "Cookie", CookiesOf(page) } } };
        using var signedIn = await answering.Client.SendAsync(post, Token);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        return CookiesOf(signedIn);
    }

    /// <summary>The text of a page of the first node.</summary>
    private async Task<string> PageAsync(string path, string cookies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Cookie", cookies } } };
        using var page = await First.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Token));
    }

    private static string CookiesOf(HttpResponseMessage answer) => string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));

    [GeneratedRegex("""name="__RequestVerificationToken" value="(?<token>[^"]+)["]""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VerificationToken();
}
