using System.Net.Http.Json;
using System.Text.Json;
using Platform.TestKit;

namespace Platform.IntegrationTests.Runs;

/// <summary>A platform that carries nothing out by itself, with a workspace and an uploaded configuration; the test plays the agents.</summary>
internal sealed class RunSite : IAsyncDisposable
{
    private RunSite(TestPlatform platform, string organization, string workspace)
    {
        Platform = platform;
        Organization = organization;
        Workspace = workspace;
    }

    /// <summary>For tests that wait until an agent is given up.</summary>
    public static IReadOnlyDictionary<string, string> ShortLease { get; } = new Dictionary<string, string> { ["Worker:Lease"] = "00:00:06" };

    public TestPlatform Platform { get; }

    public TestApi Api => Platform.Api;

    public string Organization { get; }

    public string Workspace { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RunSite> StartAsync(TestDatabase database = TestDatabase.Sqlite, IReadOnlyDictionary<string, string>? settings = null)
    {
        var options = new TestOptions { Database = database, Workers = false, Settings = settings ?? new Dictionary<string, string>() };
        var platform = await TestPlatform.StartAsync(options, Token);
        var organization = await platform.Api.CreateOrganizationAsync(Token);
        var site = new RunSite(platform, organization, "");
        return new RunSite(platform, organization, await site.AddWorkspaceAsync());
    }

    /// <summary>Makes a workspace with a configuration.</summary>
    public async Task<string> AddWorkspaceAsync(IReadOnlyDictionary<string, object>? attributes = null)
    {
        var workspace = (await Api.CreateWorkspaceAsync(Organization, Token, attributes)).GetProperty("id").GetString()!;
        await Api.UploadAsync(workspace, Token, ("main.tf", "output \"a\" { value = 1 }"));
        return workspace;
    }

    public Task<string> StartRunAsync(IReadOnlyDictionary<string, object>? attributes = null, string? workspace = null) =>
        Api.CreateRunAsync(workspace ?? Workspace, Token, attributes: attributes);

    /// <summary>A run whose plan found changes and whose apply an agent has just taken.</summary>
    public async Task<HandAgent> StartApplyAsync()
    {
        var run = await StartRunAsync(new Dictionary<string, object> { ["auto-apply"] = true });
        using (var planner = await HandAgent.ClaimAsync(Platform))
        {
            Assert.Equal(run, planner.Run.Value);
            Assert.Equal(204, await planner.SucceedAsync());
        }

        return await HandAgent.ClaimAsync(Platform);
    }

    public async Task<JsonElement> RunAsync(string run) => (await Api.GetAsync($"runs/{run}", Token)).GetProperty("attributes");

    public async Task<string> StatusAsync(string run) => (await RunAsync(run)).GetProperty("status").GetString()!;

    /// <summary>Sends a request that may be refused.</summary>
    /// <returns>The status code and the first error's sentence.</returns>
    public async Task<(int Status, string Detail)> TryAsync(HttpMethod method, string path, object? attributes = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/v2/{path}");
        if (attributes is not null)
        {
            request.Content = JsonContent.Create(attributes, new System.Net.Http.Headers.MediaTypeHeaderValue("application/vnd.api+json"));
        }

        using var answer = await Platform.Client.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        if (answer.IsSuccessStatusCode)
        {
            return ((int)answer.StatusCode, "");
        }

        using var json = JsonDocument.Parse(text);
        return ((int)answer.StatusCode, json.RootElement.GetProperty("errors")[0].GetProperty("detail").GetString()!);
    }

    public ValueTask DisposeAsync() => Platform.DisposeAsync();
}
