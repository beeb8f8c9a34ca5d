using System.Text.Json;
using Platform.Access;
using Platform.Runs;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Runs;

public sealed class RunListApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Runs_of_a_workspace_and_of_an_organization_are_filtered_and_searched(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var ada = await api.AddUserAsync("ada");
        var (one, two) = (await api.CreateWorkspaceAsync("one"), await api.CreateWorkspaceAsync("two"));
        var old = await api.AddRunAsync(one, -600_000, moves: [RunMove.Discard]);
        await api.AddRunAsync(one, 1, run => Copy(run, planOnly: true), moves: [RunMove.QueuePlan, RunMove.StartPlan, RunMove.FinishPlan]);
        await api.AddRunAsync(one, 2, run => Copy(run, destroy: true, source: "tfe-ui"), moves: [RunMove.QueuePlan, RunMove.StartPlan, RunMove.FinishPlanWithChanges]);
        await api.AddRunAsync(one, 3, run => Copy(run, save: true));
        await api.AddRunAsync(two, 4, author: ada);

        async Task<string> ListAsync(string query) => string.Join(' ', (await api.SendAsync("GET", $"/workspaces/{one}/runs?{query}")).Is(200).Data.EnumerateArray().Select(Message));
        async Task<string> AllAsync(string query) => string.Join(' ', (await api.SendAsync("GET", $"/organizations/demo/runs?{query}")).Is(200).Data.EnumerateArray().Select(Message));
        Assert.Equal("3 2 -600000", await ListAsync(""));
        Assert.Equal("1", await ListAsync("filter[operation]=plan_only"));
        Assert.Equal("4 3 2 1 -600000", await AllAsync(""));
        Assert.Equal("2", await ListAsync("filter[status]=planned,errored"));
        Assert.Equal("-600000", await ListAsync("filter[status_group]=final"));
        Assert.Equal("1 -600000", await AllAsync("filter[status_group]=final"));
        Assert.Equal("4 3 2", await AllAsync("filter[status_group]=non_final"));
        Assert.Equal("3", await ListAsync("filter[status_group]=discardable&filter[status]=pending,applying"));
        Assert.Equal("2 1", await ListAsync("filter[operation]=plan_only,destroy"));
        Assert.Equal("-600000", await ListAsync("filter[operation]=plan_and_apply"));
        Assert.Equal("2", await AllAsync("filter[source]=tfe-ui"));
        Assert.Equal("4", await AllAsync("filter[workspace_names]=TWO,none"));
        Assert.Equal("-600000", await AllAsync("filter[timeframe]=2024"));
        Assert.Equal("4", await AllAsync("search[user]=da"));
        Assert.Equal("", await AllAsync("search[commit]=abc"));
        Assert.Equal("-600000", await AllAsync($"search[basic]={old.Id}"));
        Assert.Equal("3", await AllAsync("search[basic]=run%203"));
        Assert.Equal("4", await AllAsync("search[basic]=ada"));

        string[] wrong = ["filter[status]=12", "filter[operation]=x", "filter[timeframe]=soon", "filter[status_group]=x", "include=secrets"];
        Assert.All(await Task.WhenAll(wrong.Select(query => api.SendAsync("GET", $"/organizations/demo/runs?{query}"))), answer => answer.Is(400));
    }

    [Fact]
    public async Task An_organizations_pages_say_whether_there_are_more_and_a_workspaces_how_many()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var workspace = await api.CreateWorkspaceAsync();
        for (var minute = 0; minute < 3; minute++)
        {
            await api.AddRunAsync(workspace, minute);
        }

        var first = (await api.SendAsync("GET", "/organizations/demo/runs?page[size]=2")).Is(200);
        var last = (await api.SendAsync("GET", "/organizations/demo/runs?page[size]=2&page[number]=2")).Is(200);
        Assert.Equal((2, 2), (first.Data.GetArrayLength(), Pagination(first).GetProperty("next-page").GetInt32()));
        Assert.Equal((1, JsonValueKind.Null), (last.Data.GetArrayLength(), Pagination(last).GetProperty("next-page").ValueKind));
        Assert.False(Pagination(first).TryGetProperty("total-count", out _));
        Assert.Equal(3, Pagination(await api.SendAsync("GET", $"/workspaces/{workspace}/runs?page[size]=2")).GetProperty("total-count").GetInt32());
    }

    [Fact]
    public async Task A_reader_lists_the_runs_of_the_workspaces_that_they_see()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var (seen, hidden) = (await api.CreateWorkspaceAsync("seen"), await api.CreateWorkspaceAsync("hidden"));
        await api.AddRunAsync(seen, 1);
        var secret = await api.AddRunAsync(hidden, 2);
        var reader = await api.AddUserAsync("reader", role: BuiltInRole.Read, organization: "demo", workspace: seen);
        var stranger = await api.AddUserAsync("stranger");

        Assert.Equal(["1"], (await api.SendAsync("GET", "/organizations/demo/runs", caller: reader)).Is(200).Data.EnumerateArray().Select(Message));
        Assert.Empty((await api.SendAsync("GET", $"/organizations/demo/runs?search[basic]={secret.Id}", caller: reader)).Is(200).Data.EnumerateArray());
        (await api.SendAsync("GET", "/organizations/demo/runs", caller: stranger)).Is(404);
        (await api.SendAsync("GET", $"/workspaces/{hidden}/runs", caller: reader)).Is(404);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task What_is_asked_for_stands_beside_runs_and_more_runs_cost_no_more_queries(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var author = await api.AddUserAsync("author");
        const string Include = "include=plan,apply,created_by,configuration_version,workspace,task_stages,cost_estimate,policy_checks,run_events,comments";
        await AddAsync(0);
        var few = await CountAsync();
        for (var index = 1; index < 5; index++)
        {
            await AddAsync(index);
        }

        Assert.Equal(few, await CountAsync());
        var one = (await api.SendAsync("GET", "/organizations/demo/runs")).Data[0].GetProperty("id").GetString();
        var read = (await api.SendAsync("GET", $"/runs/{one}?{Include}")).Is(200);
        Assert.Equal(
            "applies comments configuration-versions plans run-events users workspaces",
            string.Join(' ', read.Json.GetProperty("included").EnumerateArray().Select(r => r.GetProperty("type").GetString()).Distinct().Order()));
        Assert.Equal(1, read.Related("comments").GetArrayLength());

        async Task AddAsync(int index)
        {
            var run = await api.AddRunAsync(await api.CreateWorkspaceAsync($"ws{index}"), index, author: author);
            (await api.SendAsync("POST", $"/runs/{run.Id}/comments", """{"data":{"type":"comments","attributes":{"body":"hello"}}}""")).Is(201);
        }

        async Task<int> CountAsync()
        {
            (await api.SendAsync("GET", $"/organizations/demo/runs?{Include}")).Is(200);
            api.Commands = 0;
            (await api.SendAsync("GET", $"/organizations/demo/runs?{Include}")).Is(200);
            return api.Commands;
        }
    }

    private static async Task<ApiServer> StartAsync(TestDatabase database)
    {
        var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        return api;
    }

    private static string Message(JsonElement run) => run.GetProperty("attributes").GetProperty("message").GetString()!["run ".Length..];

    private static JsonElement Pagination(ApiAnswer answer) => answer.Json.GetProperty("meta").GetProperty("pagination");

    private static Run Copy(Run run, bool planOnly = false, bool destroy = false, bool save = false, string source = "tfe-api") => new()
    {
        Id = run.Id, OrganizationId = run.OrganizationId, WorkspaceId = run.WorkspaceId, ConfigurationVersionId = run.ConfigurationVersionId, PlanId = run.PlanId,
        ApplyId = run.ApplyId, CreatedAt = run.CreatedAt, StatusChangedAt = run.StatusChangedAt, Message = run.Message,
        PlanOnly = planOnly, IsDestroy = destroy, SavePlan = save, Source = source,
    };
}
