using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Runs;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Runs.Queue;

/// <summary>A run that waits for an agent reads as a client expects it of one that waits for capacity, so that the client says that it waits (protocol.md §5.3).</summary>
public sealed class WaitingForAgentTests
{
    private static readonly RunMove[] PlanStarted = [RunMove.QueuePlan, RunMove.StartPlan];
    private static readonly RunMove[] ApplyQueued = [.. PlanStarted, RunMove.FinishPlanWithChanges, RunMove.Confirm];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_run_that_waits_for_an_agent_is_pending_or_confirmed_and_found_as_that(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var (plans, applies, idle) = (await api.CreateWorkspaceAsync("plans"), await api.CreateWorkspaceAsync("applies"), await api.CreateWorkspaceAsync("idle"));
        var plan = await api.AddRunAsync(plans, 1, moves: RunMove.QueuePlan);
        await api.AddRunAsync(applies, 2, moves: ApplyQueued);
        await api.AddRunAsync(idle, 3);

        var read = (await api.SendAsync("GET", $"/runs/{plan.Id}")).Is(200);
        Assert.Equal("pending", read.Attribute("status").GetString());
        Assert.True(read.Attribute("status-timestamps").TryGetProperty("plan-queued-at", out _));
        Assert.Equal(["pending", "confirmed", "pending"], (await api.SendAsync("GET", "/organizations/demo/runs")).Data.EnumerateArray().Select(Status));
        foreach (var (word, found) in ((string, string[])[])[("pending", ["idle", "plans"]), ("confirmed", ["applies"]), ("plan_queued", []), ("apply_queued,planned", [])])
        {
            Assert.Equal(found, (await api.SendAsync("GET", $"/organizations/demo/workspaces?filter[current-run][status]={word}")).Is(200).Names);
            Assert.Equal(found.Length, (await api.SendAsync("GET", $"/organizations/demo/runs?filter[status]={word}")).Is(200).Data.GetArrayLength());
        }

        Assert.Equal(0, (await api.SendAsync("GET", "/organizations/demo/runs?filter[status]=plan_queued&filter[status_group]=non_final")).Data.GetArrayLength());
        Assert.Equal("pending", Status((await api.SendAsync("GET", $"/workspaces/{plans}?include=current_run")).Json.GetProperty("included")[0]));
    }

    [Fact]
    public async Task A_client_whose_patience_ends_cancels_a_run_that_waits_for_an_agent()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var run = await api.AddRunAsync(await api.CreateWorkspaceAsync(), 1, moves: RunMove.QueuePlan);
        await AddJobAsync(api, run, priority: 30);

        Assert.True((await api.SendAsync("GET", $"/runs/{run.Id}")).Attribute("actions").GetProperty("is-cancelable").GetBoolean());
        (await api.SendAsync("POST", $"/runs/{run.Id}/actions/cancel")).Is(202);

        Assert.Equal("canceled", (await api.SendAsync("GET", $"/runs/{run.Id}")).Attribute("status").GetString());
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_workspace_shows_the_lock_of_a_run_once_its_plan_has_started_and_is_locked_for_others_before(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var workspace = await api.CreateWorkspaceAsync();
        var empty = await CountAsync();
        var waiting = await api.AddRunAsync(workspace, 1, moves: RunMove.QueuePlan);
        await HoldAsync(waiting);

        await AssertAsync(locked: false, by: null);
        Assert.Equal(empty, await CountAsync());
        (await api.SendAsync("POST", $"/workspaces/{workspace}/actions/lock", """{"reason":"mine"}""")).Is(409);
        (await api.SendAsync("POST", $"/workspaces/{workspace}/actions/unlock")).Is(409);
        (await api.SendAsync("POST", $"/workspaces/{workspace}/actions/safe-delete")).Is(409);

        var started = await api.AddRunAsync(workspace, 2, moves: PlanStarted);
        await HoldAsync(started);
        await AssertAsync(locked: true, by: started.Id.Value);
        Assert.Equal(started.Id.Value, (await api.SendAsync("GET", $"/workspaces/{workspace}?include=locked_by")).Json.GetProperty("included")[0].GetProperty("id").GetString());

        var confirmed = await api.AddRunAsync(workspace, 3, moves: ApplyQueued);
        await HoldAsync(confirmed);
        await AssertAsync(locked: true, by: confirmed.Id.Value);

        await HoldAsync(null);
        (await api.SendAsync("POST", $"/workspaces/{workspace}/actions/lock", """{"reason":"mine"}""")).Is(200);
        await AssertAsync(locked: true, by: api.Administrator.Value);

        async Task AssertAsync(bool locked, string? by)
        {
            foreach (var shown in (JsonElement[])[(await api.SendAsync("GET", $"/workspaces/{workspace}")).Data, (await api.SendAsync("GET", "/organizations/demo/workspaces/ws1")).Data, (await api.SendAsync("GET", "/organizations/demo/workspaces")).Data[0]])
            {
                Assert.Equal(locked, shown.GetProperty("attributes").GetProperty("locked").GetBoolean());
                var owner = shown.GetProperty("relationships").GetProperty("locked-by").GetProperty("data");
                Assert.Equal(by, owner.ValueKind == JsonValueKind.Null ? null : owner.GetProperty("id").GetString());
            }
        }

        async Task<int> CountAsync()
        {
            await api.SendAsync("GET", "/organizations/demo/workspaces");
            api.Commands = 0;
            (await api.SendAsync("GET", "/organizations/demo/workspaces")).Is(200);
            return api.Commands;
        }

        Task<int> HoldAsync(Run? run)
        {
            var id = run?.Id;
            return api.WithDatabaseAsync(db => db.Workspaces.Where(w => w.Id == workspace).ExecuteUpdateAsync(row => row.SetProperty(w => w.HoldingRunId, id).SetProperty(w => w.CurrentRunId, id), Token));
        }
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task The_queue_is_in_the_order_in_which_runs_go_and_counts_what_must_end_first(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var workspace = await api.CreateWorkspaceAsync();
        var elsewhere = await api.CreateWorkspaceAsync("ws1", await api.CreateOrganizationAsync("other"));
        await api.AddRunAsync(workspace, 1);
        await QueueAsync(2, priority: 30, RunMove.QueuePlan);
        await QueueAsync(3, priority: 30, RunMove.QueuePlan);
        await QueueAsync(4, priority: 20, RunMove.QueuePlan);
        await QueueAsync(5, priority: 40, ApplyQueued);

        // Nothing is at work: nobody is ahead of the first.
        Assert.Equal("5:0 2:1 3:2 4:3 1:4", await ReadAsync());

        // All slots are taken by another organization: one of its runs has to end.
        var stranger = await api.AddRunAsync(elsewhere, 6, moves: PlanStarted);
        await AddJobAsync(api, stranger, priority: 30, JobStatus.Running);
        Assert.Equal("5:1 2:2 3:3 4:4 1:5", await ReadAsync());
        Assert.Equal((0, 5), await CapacityAsync());

        // Two of its own are at work too: what a client computes for the first in line is still one.
        await AddJobAsync(api, await api.AddRunAsync(workspace, 7, moves: PlanStarted), priority: 30, JobStatus.Running);
        await AddJobAsync(api, await api.AddRunAsync(workspace, 8, moves: [.. ApplyQueued, RunMove.StartApply]), priority: 40, JobStatus.Running);
        Assert.Equal("7:0 8:0 5:3 2:4 3:5 4:6 1:7", await ReadAsync());
        Assert.Equal((2, 5), await CapacityAsync());
        Assert.Equal("5:3 2:4", await ReadAsync("?page[size]=2&page[number]=2"));

        async Task QueueAsync(int minute, int priority, params RunMove[] moves) => await AddJobAsync(api, await api.AddRunAsync(workspace, minute, moves: moves), priority);

        async Task<string> ReadAsync(string query = "") => string.Join(' ', (await api.SendAsync("GET", $"/organizations/demo/runs/queue{query}")).Is(200).Data.EnumerateArray()
            .Select(run => run.GetProperty("attributes")).Select(run => $"{run.GetProperty("message").GetString()!["run ".Length..]}:{run.GetProperty("position-in-queue").GetInt32()}"));

        async Task<(int Running, int Pending)> CapacityAsync()
        {
            var capacity = (await api.SendAsync("GET", "/organizations/demo/capacity")).Is(200);
            return (capacity.Attribute("running").GetInt32(), capacity.Attribute("pending").GetInt32());
        }
    }

    private static async Task<ApiServer> StartAsync(TestDatabase database)
    {
        var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        return api;
    }

    private static Task<int> AddJobAsync(ApiServer api, Run run, int priority, JobStatus status = JobStatus.Queued) => api.WithDatabaseAsync(db =>
    {
        db.Jobs.Add(new Job
        {
            Id = JobId.New(), OrganizationId = run.OrganizationId, WorkspaceId = run.WorkspaceId, RunId = run.Id, Phase = PhaseKind.Plan, Priority = priority,
            QueuedAt = run.CreatedAt, Status = status,
        });
        return db.SaveChangesAsync(Token);
    });

    private static string Status(JsonElement run) => run.GetProperty("attributes").GetProperty("status").GetString()!;
}
