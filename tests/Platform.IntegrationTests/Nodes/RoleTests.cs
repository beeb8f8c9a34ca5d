using System.Net;
using Platform.TestKit;

namespace Platform.IntegrationTests.Nodes;

/// <summary>A node does what its roles say and leaves the rest to others.</summary>
public sealed class RoleTests
{
    private static readonly string[] OfTheApi =
        ["/.well-known/terraform.json", "/.well-known/openid-configuration", "/.well-known/jwks", "/api/v2/ping", "/api/v2/account/details", "/oauth2/authorize", "/agent/v1/warm", "/hubs/runs"];

    private static readonly string[] OfThePages = ["/", "/sign-in", "/app", "/_framework/blazor.web.js"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_answers_what_its_roles_say_and_its_health_always()
    {
        await using var platform = await TestPlatform.StartAsync(With(["Api"]), Token);
        await AssertServesAsync(platform, api: true, pages: false);

        // An embedded database belongs to one node; here each has its own, as nothing is asked that is in it.
        await using var pages = await platform.JoinAsync(["Ui"], new Dictionary<string, string>(), ownProcess: false, Token);
        await AssertServesAsync(pages, api: false, pages: true);

        await using var neither = await platform.JoinAsync(["Scheduler"], new Dictionary<string, string>(), ownProcess: false, Token);
        await AssertServesAsync(neither, api: false, pages: false);
        using var refused = await neither.Client.GetAsync(new Uri("/api/v2/account/details", UriKind.Relative), Token);
        Assert.Equal("application/vnd.api+json", refused.Content.Headers.ContentType?.MediaType);
    }

    private static TestOptions With(IReadOnlyList<string> roles) => new()
    {
        Settings = roles.Index().ToDictionary(role => $"Platform:Roles:{role.Index}", role => role.Item),
    };

    private static async Task AssertServesAsync(TestPlatform node, bool api, bool pages)
    {
        foreach (var (path, expected) in OfTheApi.Select(path => (path, api)).Concat(OfThePages.Select(path => (path, pages))))
        {
            using var answer = await node.Client.GetAsync(new Uri(path, UriKind.Relative), Token);
            Assert.Equal((path, expected), (path, answer.StatusCode is not HttpStatusCode.NotFound));
        }

        using var anonymous = node.CreateClient(token: null);
        Assert.Equal("ready\n", await anonymous.GetStringAsync(new Uri("/healthz/ready", UriKind.Relative), Token));
        using var metrics = await node.Client.GetAsync(new Uri("/metrics", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, metrics.StatusCode);
    }
}
