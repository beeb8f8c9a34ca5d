using System.Text;
using System.Text.Json;
using Platform.TestKit;

namespace Platform.UnitTests.StateVersions;

/// <summary>What is listed of states, and what stands beside them.</summary>
public sealed class StateListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Resources_of_the_current_state_are_listed_and_states_with_their_outputs_and_who_wrote_them(TestDatabase database)
    {
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Database = database, Workers = false }, Token);
        var organization = await platform.Api.CreateOrganizationAsync(Token);
        var workspace = (await platform.Api.CreateWorkspaceAsync(organization, Token, name: "main")).GetProperty("id").GetString()!;
        Assert.Empty((await platform.Api.GetAsync($"workspaces/{workspace}/resources", Token)).EnumerateArray());
        await PushAsync(1, "");
        await PushAsync(2, """
            {"module":"module.net","mode":"managed","type":"aws_subnet","name":"a","provider":"provider[\"registry.terraform.io/hashicorp/aws\"].east",
             "instances":[{"index_key":"x","attributes":{"id":"1"}},{"index_key":1,"attributes":{}}]},
            {"mode":"managed","type":"null_resource","name":"b","provider":"provider[\"registry.terraform.io/hashicorp/null\"]","instances":[{"attributes":{"id":"2"}}]},
            {"mode":"data","type":"d","name":"read","provider":"p","instances":[{"attributes":{"id":"3"}}]}
            """);

        var resources = await platform.Api.GetAsync($"workspaces/{workspace}/resources", Token);
        Assert.Equal(
            [
                ("module.net.aws_subnet.a[\"x\"]", "module.net", "hashicorp/aws", "aws_subnet", "x"),
                ("module.net.aws_subnet.a[1]", "module.net", "hashicorp/aws", "aws_subnet", "1"),
                ("null_resource.b", "root", "hashicorp/null", "null_resource", null),
            ],
            resources.EnumerateArray().Select(r => r.GetProperty("attributes"))
                .Select(a => (Text(a, "address")!, Text(a, "module")!, Text(a, "provider")!, Text(a, "provider-type")!, Text(a, "name-index"))));
        Assert.Equal(3, resources.EnumerateArray().Select(r => r.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal("null_resource.b", Text((await platform.Api.GetAsync($"workspaces/{workspace}/resources?page[size]=2&page[number]=2", Token))[0].GetProperty("attributes"), "address"));

        var path = $"/api/v2/state-versions?filter[organization][name]={organization}&filter[workspace][name]=main";
        using var listed = JsonDocument.Parse(await platform.Client.GetStringAsync(new Uri($"{path}&filter[status]=finalized&include=outputs,created_by,run", UriKind.Relative), Token));
        Assert.Equal([2, 1], listed.RootElement.GetProperty("data").EnumerateArray().Select(s => s.GetProperty("attributes").GetProperty("serial").GetInt32()));
        Assert.Equal(
            ["state-version-outputs", "state-version-outputs", "users"],
            listed.RootElement.GetProperty("included").EnumerateArray().Select(r => r.GetProperty("type").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(400, (int)(await platform.Client.GetAsync(new Uri($"{path}&include=nothing", UriKind.Relative), Token)).StatusCode);
        Assert.Equal(404, (int)(await platform.Client.GetAsync(new Uri("/api/v2/applies/apply-AAAAAAAAAAAAAAAA/errored-state", UriKind.Relative), Token)).StatusCode);

        async Task PushAsync(int serial, string content)
        {
            var state = $$$"""{"version":4,"terraform_version":"1.11.4","serial":{{{serial}}},"lineage":"l","outputs":{"a":{"value":"v","type":"string"}},"resources":[{{{content}}}]}""";
            using var body = new StringContent(state, Encoding.UTF8, "application/json");
            using var answer = await platform.Client.PostAsync(new Uri($"/state/v1/{organization}/main", UriKind.Relative), body, Token);
            answer.EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task The_README_of_the_current_configuration_is_shown_as_text()
    {
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Workers = false }, Token);
        var organization = await platform.Api.CreateOrganizationAsync(Token);
        var workspace = (await platform.Api.CreateWorkspaceAsync(organization, Token, name: "main")).GetProperty("id").GetString()!;
        Assert.Null(await ReadmeAsync());
        await platform.Api.UploadAsync(workspace, Token, ("main.tf", ""), ("README.md", "# Root <b>"), ("live/README.md", "live"));

        Assert.Equal("# Root <b>", await ReadmeAsync());
        await platform.Api.SendAsync(HttpMethod.Patch, $"workspaces/{workspace}", new { data = new { attributes = new Dictionary<string, string> { ["working-directory"] = "live" } } }, Token);
        Assert.Equal("live", await ReadmeAsync());

        async Task<string?> ReadmeAsync()
        {
            using var document = JsonDocument.Parse(await platform.Client.GetStringAsync(new Uri($"/api/v2/workspaces/{workspace}?include=readme", UriKind.Relative), Token));
            var named = document.RootElement.GetProperty("data").GetProperty("relationships").GetProperty("readme").GetProperty("data");
            var included = document.RootElement.GetProperty("included").EnumerateArray().ToList();
            Assert.Equal(named.ValueKind == JsonValueKind.Null ? [] : [named.GetProperty("id").GetString()], included.Select(r => r.GetProperty("id").GetString()));
            return included.Select(r => r.GetProperty("attributes").GetProperty("raw-markdown").GetString()).SingleOrDefault();
        }
    }

    private static string? Text(JsonElement attributes, string name) => attributes.GetProperty(name).GetString();
}
