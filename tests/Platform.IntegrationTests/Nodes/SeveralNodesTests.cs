using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity.SignIn;
using Platform.Persistence;
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
    public async Task A_run_made_on_one_node_is_carried_out_by_another_and_its_log_is_read_while_it_is_printed()
    {
        Needs.Sandbox();
        await using var worker = await First.JoinAsync(["Worker"], new Dictionary<string, string>(), ownProcess: true, Token);
        var (workspace, run) = await StartRunAsync("""
            resource "terraform_data" "slow" {
              provisioner "local-exec" {
                command = "echo in the middle; sleep 3; echo at the end"
              }
            }
            """);

        await Eventually.IsAsync(
            async token => (await First.Api.ReadLogAsync($"runs/{run}/apply", token)).Contains("in the middle", StringComparison.Ordinal), "the log is read", Limit, Token);
        Assert.Equal("applying", (await First.Api.GetAsync($"runs/{run}", Token)).GetProperty("attributes").GetProperty("status").GetString());
        await First.Api.WaitForRunAsync(run, Token, "applied");

        Assert.Contains("at the end", await First.Api.ReadLogAsync($"runs/{run}/apply", Token), StringComparison.Ordinal);
        var state = await First.Api.GetAsync($"workspaces/{workspace}/current-state-version", Token);
        Assert.Contains("\"slow\"", await First.Client.GetStringAsync(state.GetProperty("attributes").GetProperty("hosted-state-download-url").GetString()!, Token), StringComparison.Ordinal);
        Assert.All(await NodesOfAsync(run), node => Assert.EndsWith($":{worker.Process!.ProcessId}", node, StringComparison.Ordinal));
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
        var link = await SignInLinkAsync();
        using var page = await First.Client.GetAsync(link.PathAndQuery, Token);
        var html = await page.Content.ReadAsStringAsync(Token);
        using var form = new FormUrlEncodedContent(
        [
            new("__RequestVerificationToken", WebUtility.HtmlDecode(VerificationToken().Match(html).Groups["token"].Value)),
            new("secret", link.Segments[^1]),
        ]);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/sign-in-link") { Content = form, Headers = { { "Cookie", CookiesOf(page) } } };
        using var signedIn = await second.Client.SendAsync(post, Token);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/app") { Headers = { { "Cookie", CookiesOf(signedIn) } } };
        using var start = await First.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, start.StatusCode);
    }

    private async Task<(string Workspace, string Run)> StartRunAsync(string configuration)
    {
        var organization = await First.Api.CreateOrganizationAsync(Token);
        var workspace = (await First.Api.CreateWorkspaceAsync(organization, Token)).GetProperty("id").GetString()!;
        await First.Api.UploadAsync(workspace, Token, ("main.tf", configuration));
        return (workspace, await First.Api.CreateRunAsync(workspace, Token, attributes: new Dictionary<string, object> { ["auto-apply"] = true }));
    }

    /// <summary>Which nodes held the jobs of the run.</summary>
    private async Task<List<string>> NodesOfAsync(string run)
    {
        await using var scope = First.Services!.CreateAsyncScope();
        var id = RunId.Wrap(run);
        var nodes = await scope.ServiceProvider.GetRequiredService<PlatformDbContext>().Jobs.Where(job => job.RunId == id).Select(job => job.Node!).ToListAsync(Token);
        Assert.Equal(2, nodes.Count);
        return nodes;
    }

    private async Task<Uri> SignInLinkAsync()
    {
        await using var scope = First.Services!.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        return (await scope.ServiceProvider.GetRequiredService<CreateSignInLink>().ExecuteAsync("admin", "/app", Token)).Value!;
    }

    private static string CookiesOf(HttpResponseMessage answer) => string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));

    [GeneratedRegex("""name="__RequestVerificationToken" value="(?<token>[^"]+)"|value="(?<token>[^"]+)" name="__RequestVerificationToken" """)]
    private static partial Regex VerificationToken();
}
