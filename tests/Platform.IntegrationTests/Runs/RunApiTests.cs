using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Agents;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Runs.Logs;
using Platform.TestKit;

namespace Platform.IntegrationTests.Runs;

/// <summary>The runs API, with agents that the test plays so that every moment can be looked at.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class RunApiTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly Dictionary<string, object> PlanOnly = new() { ["plan-only"] = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_workspace_that_applies_by_itself_needs_nobody_unless_the_plan_found_nothing(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        var workspace = await site.AddWorkspaceAsync(new Dictionary<string, object> { ["auto-apply"] = true });
        var changing = await site.StartRunAsync(workspace: workspace);
        using (var plan = await HandAgent.ClaimAsync(site.Platform))
        {
            Assert.Equal(204, await plan.SucceedAsync());
        }

        Assert.Equal("confirmed", await site.StatusAsync(changing));
        using (var apply = await HandAgent.ClaimAsync(site.Platform))
        {
            Assert.Equal((changing, PhaseKind.Apply), (apply.Run.Value, apply.Phase));
            Assert.Equal(204, await apply.SucceedAsync());
        }

        Assert.Equal("applied", await site.StatusAsync(changing));
        var unchanged = await site.StartRunAsync(workspace: workspace);
        using (var plan = await HandAgent.ClaimAsync(site.Platform))
        {
            Assert.Equal(204, await plan.SucceedAsync(hasChanges: false));
        }

        Assert.Equal("planned_and_finished", await site.StatusAsync(unchanged));
    }

    [Fact]
    public async Task An_apply_that_nobody_confirmed_and_that_fails_at_once_leaves_a_client_the_time_to_read_the_plan()
    {
        await using var site = await RunSite.StartAsync();
        var run = await site.StartRunAsync(workspace: await site.AddWorkspaceAsync(new Dictionary<string, object> { ["auto-apply"] = true }));
        using (var plan = await HandAgent.ClaimAsync(site.Platform))
        {
            Assert.Equal(204, await plan.SucceedAsync());
        }

        using (var apply = await HandAgent.ClaimAsync(site.Platform))
        {
            Assert.Equal(204, await apply.ReportAsync(new JobReport { Outcome = JobOutcome.Failed, Message = "It failed." }));
        }

        var ended = await site.RunAsync(run);
        Assert.Equal("errored", ended.GetProperty("status").GetString());
        var planned = (await site.Api.GetAsync($"runs/{run}/plan", Token)).GetProperty("attributes").GetProperty("status-timestamps").GetProperty("finished-at").GetDateTimeOffset();
        Assert.InRange(ended.GetProperty("status-timestamps").GetProperty("errored-at").GetDateTimeOffset() - planned, TimeSpan.FromSeconds(1.4), TimeSpan.MaxValue);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_workspace_counts_its_runs_and_knows_how_long_they_take(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        using (var apply = await site.StartApplyAsync())
        {
            Assert.Equal(204, await apply.SucceedAsync());
        }

        await site.StartRunAsync(PlanOnly);
        using (var plan = await HandAgent.ClaimAsync(site.Platform))
        {
            Assert.Equal(204, await plan.ReportAsync(new JobReport { Outcome = JobOutcome.Failed, Message = "no" }));
        }

        var read = (await site.Api.GetAsync($"workspaces/{site.Workspace}", Token)).GetProperty("attributes");
        Assert.Equal((2, 1), (read.GetProperty("workspace-kpis-runs-count").GetInt32(), read.GetProperty("run-failures").GetInt32()));
        Assert.True(read.GetProperty("plan-duration-average").GetInt64() >= 0);
        Assert.True(read.GetProperty("apply-duration-average").GetInt64() >= 0);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_plan_only_run_passes_by_an_apply_and_a_second_apply_waits_and_says_why(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        using var apply = await site.StartApplyAsync();
        var waiting = await site.StartRunAsync();
        var beside = await site.StartRunAsync(PlanOnly);

        Assert.Equal("pending", await site.StatusAsync(waiting));
        var reason = (await site.RunAsync(waiting)).GetProperty("wait-reason").GetString();
        Assert.Matches($"^1st in line; {apply.Run.Value} by \\S+ has been applying for \\d+ s\\.$", reason);
        Assert.Equal("1st in line for an agent; 1 job is running.", (await site.RunAsync(beside)).GetProperty("wait-reason").GetString());
        using (var plan = await HandAgent.ClaimAsync(site.Platform))
        {
            Assert.Equal(beside, plan.Run.Value);
            Assert.Equal(204, await plan.SucceedAsync());
        }

        Assert.Equal("planned_and_finished", await site.StatusAsync(beside));
        Assert.Null(await HandAgent.TryClaimAsync(site.Platform));
        Assert.Equal(204, await apply.SucceedAsync());
        Assert.True((await site.RunAsync(waiting)).GetProperty("status-timestamps").TryGetProperty("plan-queued-at", out _));
    }

    [Fact]
    public async Task A_run_that_waits_for_a_lock_names_its_owner_and_reason()
    {
        await using var site = await RunSite.StartAsync();
        await site.Api.SendAsync(HttpMethod.Post, $"workspaces/{site.Workspace}/actions/lock", new { reason = "the database moves" }, Token);
        var run = await site.StartRunAsync();

        var reason = (await site.RunAsync(run)).GetProperty("wait-reason").GetString()!;

        Assert.StartsWith("1st in line; the workspace is locked by ", reason, StringComparison.Ordinal);
        Assert.EndsWith("(“the database moves”) and starts nothing until it is unlocked.", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_waits_for_nodes_that_were_seen_lately_and_not_for_one_that_fell_silent()
    {
        await using var site = await RunSite.StartAsync();
        var run = await site.StartRunAsync();
        await using var scope = site.Platform.Services!.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        var node = new Node { Name = "elsewhere:1", SeenAt = TimeProvider.System.GetUtcNow() };
        db.Nodes.Add(node);
        await db.SaveChangesAsync(Token);
        Assert.Equal("1st in line for an agent; 0 jobs are running.", (await site.RunAsync(run)).GetProperty("wait-reason").GetString());

        node.SeenAt -= Node.Silence;
        await db.SaveChangesAsync(Token);

        Assert.Equal("No node carries out jobs: start a server with the role Worker.", (await site.RunAsync(run)).GetProperty("wait-reason").GetString());
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task The_queue_and_the_capacity_of_an_organization_count_what_runs_and_what_waits(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        using var apply = await site.StartApplyAsync();
        var second = await site.StartRunAsync();
        var third = await site.StartRunAsync(PlanOnly);

        var queue = (await site.Api.GetAsync($"organizations/{site.Organization}/runs/queue", Token)).EnumerateArray()
            .Select(run => (run.GetProperty("id").GetString()!, run.GetProperty("attributes").GetProperty("position-in-queue").GetInt32()));
        Assert.Equal([(apply.Run.Value, 0), (third, 2), (second, 3)], queue);
        var capacity = (await site.Api.GetAsync($"organizations/{site.Organization}/capacity", Token)).GetProperty("attributes");
        Assert.Equal((2, 1), (capacity.GetProperty("pending").GetInt32(), capacity.GetProperty("running").GetInt32()));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_canceled_run_whose_tool_does_not_end_can_be_ended_by_force(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        using var apply = await site.StartApplyAsync();
        var run = apply.Run.Value;
        Assert.Equal(409, (await site.TryAsync(HttpMethod.Post, $"runs/{run}/actions/force-cancel", new { })).Status);

        await site.Api.ActAsync($"runs/{run}/actions/cancel", Token);
        Assert.Equal(StopRequest.Interrupt, (await apply.HeartbeatAsync()).Stop);
        Assert.Equal(409, (await site.TryAsync(HttpMethod.Post, $"runs/{run}/actions/force-cancel", new { })).Status);
        await Eventually.IsAsync(
            async _ => (await site.RunAsync(run)).GetProperty("actions").GetProperty("is-force-cancelable").GetBoolean(), "it may be force-canceled", Limit, Token);
        await site.Api.ActAsync($"runs/{run}/actions/force-cancel", Token);

        Assert.Equal(StopRequest.Kill, (await apply.HeartbeatAsync()).Stop);
        Assert.Equal(204, await apply.PutStateAsync(States.Of(1, "made"), isFinal: true));
        Assert.Equal(204, await apply.ReportAsync(new JobReport { Outcome = JobOutcome.Canceled, Message = "The run was canceled by force, so it is ended at once." }));
        Assert.Equal("force_canceled", await site.StatusAsync(run));
        Assert.False((await site.Api.GetAsync($"workspaces/{site.Workspace}", Token)).GetProperty("attributes").GetProperty("locked").GetBoolean());
    }

    [Fact]
    public async Task A_run_that_may_apply_nothing_is_confirmable_without_changes()
    {
        await using var site = await RunSite.StartAsync();
        var run = await site.StartRunAsync(new Dictionary<string, object> { ["allow-empty-apply"] = true });
        using (var plan = await HandAgent.ClaimAsync(site.Platform))
        {
            Assert.Equal(204, await plan.SucceedAsync(hasChanges: false));
        }

        var planned = await site.RunAsync(run);
        Assert.Equal(("planned", true), (planned.GetProperty("status").GetString()!, planned.GetProperty("actions").GetProperty("is-confirmable").GetBoolean()));
        await site.Api.ActAsync($"runs/{run}/actions/apply", Token);
        Assert.Equal("confirmed", await site.StatusAsync(run));
    }

    [Fact]
    public async Task A_large_state_is_reached_by_http_and_a_small_one_as_a_file()
    {
        await using var site = await RunSite.StartAsync();
        using (var small = await site.StartApplyAsync())
        {
            Assert.Equal(StateBackend.Local, small.Backend);
            Assert.Equal(204, await small.PutStateAsync(States.Of(1, new string('n', 260 * 1024)), isFinal: true));
            Assert.Equal(204, await small.SucceedAsync());
        }

        using var large = await site.StartApplyAsync();

        Assert.Equal(StateBackend.Http, large.Backend);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task An_archived_log_reads_as_before_from_any_offset(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        var run = await site.StartRunAsync(PlanOnly);
        var text = string.Concat(Enumerable.Range(0, 300_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"line {i}\n")));
        using (var plan = await HandAgent.ClaimAsync(site.Platform))
        {
            for (var offset = 0; offset < text.Length; offset += 900_000)
            {
                Assert.Equal(200, await plan.LogAsync(LogStream.Text, offset, text[offset..Math.Min(offset + 900_000, text.Length)]));
            }

            Assert.Equal(204, await plan.SucceedAsync());
        }

        var phase = await site.Api.GetAsync($"runs/{run}/plan", Token);
        var before = await site.Api.ReadLogAsync($"runs/{run}/plan", Token);
        await HandAgent.WithAsync<LogArchive, bool>(site.Platform, async archive =>
        {
            await archive.ArchiveAsync(await OrganizationAsync(site, run), phase.GetProperty("id").GetString()!, Token);
            return true;
        });

        Assert.StartsWith(text, before, StringComparison.Ordinal);
        Assert.Equal(before, await site.Api.ReadLogAsync($"runs/{run}/plan", Token));
        var address = phase.GetProperty("attributes").GetProperty("log-read-url").GetString();
        foreach (var offset in (int[])[0, 1_048_570, 1_048_576, 2_500_000, before.Length - 3])
        {
            var piece = await site.Platform.Client.GetStringAsync($"{address}?limit=2000&offset={offset}", Token);
            Assert.NotEmpty(piece);
            Assert.StartsWith(piece, before[offset..], StringComparison.Ordinal);
        }
    }

    private static Task<OrganizationId> OrganizationAsync(RunSite site, string run) => HandAgent.WithDatabaseAsync(
        site.Platform, db => db.Runs.Where(r => r.Id == RunId.Wrap(run)).Select(r => r.OrganizationId).SingleAsync(Token));
}
