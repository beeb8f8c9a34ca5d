using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Runs;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Runs;

public sealed class RunCommentApiTests
{
    private static readonly RunMove[] Planned = [RunMove.QueuePlan, RunMove.StartPlan, RunMove.FinishPlanWithChanges];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Comments_are_written_and_come_with_actions_and_stand_beside_the_history(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var run = await api.AddRunAsync(await api.CreateWorkspaceAsync(), 1, moves: Planned);

        var made = (await api.SendAsync("POST", $"/runs/{run.Id}/comments", Body("looks fine"))).Is(201);
        (await api.SendAsync("POST", $"/runs/{run.Id}/actions/discard", """{"comment":"no, it does not"}""")).Is(202);

        Assert.Matches("^wsc-[A-Za-z0-9]{16}$", made.Id);
        Assert.Equal("looks fine", (await api.SendAsync("GET", $"/comments/{made.Id}")).Is(200).Attribute("body").GetString());
        Assert.Equal(
            ["looks fine", "no, it does not"],
            (await api.SendAsync("GET", $"/runs/{run.Id}/comments")).Is(200).Data.EnumerateArray().Select(c => c.GetProperty("attributes").GetProperty("body").GetString()));
        var history = (await api.SendAsync("GET", $"/runs/{run.Id}/run-events?include=actor,comment")).Is(200);
        Assert.Equal(["commented", "discarded"], history.Data.EnumerateArray().Select(e => e.GetProperty("attributes").GetProperty("action").GetString()));
        Assert.Equal(
            "comments comments users", string.Join(' ', history.Json.GetProperty("included").EnumerateArray().Select(r => r.GetProperty("type").GetString()).Order()));
        (await api.SendAsync("GET", $"/runs/{run.Id}/run-events?include=secrets")).Is(400);
        Assert.Equal("/data/attributes/body", (await api.SendAsync("POST", $"/runs/{run.Id}/comments", Body(" "))).Is(422).Pointer);
        (await api.SendAsync("POST", $"/runs/{run.Id}/comments", Body(new string('x', 4001)))).Is(422);
        (await api.SendAsync("GET", "/comments/wsc-AAAAAAAAAAAAAAAA")).Is(404);
    }

    [Fact]
    public async Task A_strangers_run_has_no_comments()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var run = await api.AddRunAsync(await api.CreateWorkspaceAsync(), 1);
        var stranger = await api.AddUserAsync("stranger");
        var made = (await api.SendAsync("POST", $"/runs/{run.Id}/comments", Body("secret"))).Is(201).Id;

        (await api.SendAsync("GET", $"/comments/{made}", caller: stranger)).Is(404);
        (await api.SendAsync("GET", $"/runs/{run.Id}/comments", caller: stranger)).Is(404);
        (await api.SendAsync("POST", $"/runs/{run.Id}/comments", Body("x"), stranger)).Is(404);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_run_that_is_executed_by_force_goes_before_those_that_wait(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var holder = await api.AddRunAsync(workspace, 1, moves: Planned);
        var between = await api.AddRunAsync(workspace, 2);
        var wanted = await api.AddRunAsync(workspace, 3);
        var later = await api.AddRunAsync(workspace, 4);
        await HoldAsync(api, workspace, holder.Id);
        var writer = await api.AddUserAsync("writer", role: BuiltInRole.Write, organization: "demo");

        (await api.SendAsync("POST", $"/runs/{wanted.Id}/actions/force-execute", caller: writer)).Is(403);
        (await api.SendAsync("POST", $"/runs/{holder.Id}/actions/force-execute")).Is(409);
        (await api.SendAsync("POST", $"/runs/{wanted.Id}/actions/force-execute")).Is(202);

        Assert.Equal("discarded discarded pending pending", string.Join(' ', await Task.WhenAll(new[] { holder, between, wanted, later }.Select(async run => (await api.SendAsync("GET", $"/runs/{run.Id}")).Attribute("status").GetString()))));
        Assert.Equal((wanted.Id, RunStatus.PlanQueued), await api.WithDatabaseAsync(async db => ((await db.Workspaces.SingleAsync(Token)).HoldingRunId!.Value, (await db.Runs.SingleAsync(r => r.Id == wanted.Id, Token)).Status)));
    }

    [Fact]
    public async Task A_run_whose_tool_is_at_work_is_not_pushed_aside()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var busy = await api.AddRunAsync(workspace, 1, moves: [RunMove.QueuePlan, RunMove.StartPlan]);
        var wanted = await api.AddRunAsync(workspace, 2);
        await HoldAsync(api, workspace, busy.Id);

        var refused = (await api.SendAsync("POST", $"/runs/{wanted.Id}/actions/force-execute")).Is(409);

        Assert.Contains(busy.Id.Value, refused.Detail, StringComparison.Ordinal);
        Assert.Equal("planning", (await api.SendAsync("GET", $"/runs/{busy.Id}")).Attribute("status").GetString());
    }

    private static Task<int> HoldAsync(ApiServer api, WorkspaceId workspace, RunId run) => api.WithDatabaseAsync(db =>
        db.Workspaces.Where(w => w.Id == workspace).ExecuteUpdateAsync(row => row.SetProperty(w => w.HoldingRunId, run).SetProperty(w => w.CurrentRunId, run), Token));

    private static string Body(string text) => $$$$"""{"data":{"type":"comments","attributes":{"body":"{{{{text}}}}"}}}""";
}
