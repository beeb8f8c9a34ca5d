using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;
using Platform.Runs.Phases;
using Platform.Runs.Queue;
using Platform.TestKit;

namespace Platform.IntegrationTests.Runs;

/// <summary>An apply whose agent is gone: what it made stays known.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class LostApplyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task The_newest_snapshot_becomes_the_state_and_what_came_after_it_is_listed(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        using var agent = await site.StartApplyAsync();
        Assert.Equal(204, await agent.PutStateAsync(States.Of(3, "one"), isFinal: false));
        var events = Created("one", "one") + Created("two", "two-${x}") + Created("other", "one");
        Assert.Equal(200, await agent.LogAsync(LogStream.Events, 0, events));

        await LoseAsync(site, agent);

        var run = await site.RunAsync(agent.Run.Value);
        Assert.Equal("errored", run.GetProperty("status").GetString());
        Assert.Contains("2 resources that it made are in no saved state", run.GetProperty("error-message").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            """
            # Made by the lost apply and in no saved state:
            import {
              to = terraform_data.two
              id = "two-$${x}"
            }
            import {
              to = terraform_data.other
              id = "one"
            }

            """,
            run.GetProperty("import-blocks").GetString());
        Assert.Equal(3, await SerialAsync(site));
        Assert.False((await site.Api.GetAsync($"workspaces/{site.Workspace}", Token)).GetProperty("attributes").GetProperty("locked").GetBoolean());
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task An_agent_that_dies_between_its_final_state_and_its_report_leaves_the_final_state_current(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        using var agent = await site.StartApplyAsync();
        Assert.Equal(204, await agent.PutStateAsync(States.Of(3, "one"), isFinal: false));
        Assert.Equal(200, await agent.LogAsync(LogStream.Events, 0, Created("one", "one") + Created("two", "two")));
        Assert.Equal(204, await agent.PutStateAsync(States.Of(4, "one", "two"), isFinal: true));

        await LoseAsync(site, agent);

        Assert.Equal(4, await SerialAsync(site));
        var run = await site.RunAsync(agent.Run.Value);
        Assert.Contains("The state it had sent until then was saved as sv-", run.GetProperty("error-message").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, run.GetProperty("import-blocks").ValueKind);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task The_late_state_of_an_agent_that_was_given_up_is_kept_beside_the_current_one_and_can_be_made_current(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        using var agent = await site.StartApplyAsync();
        Assert.Equal(204, await agent.PutStateAsync(States.Of(3, "one"), isFinal: false));
        await LoseAsync(site, agent);

        Assert.Equal(410, await agent.PutStateAsync(States.Of(4, "one", "two"), isFinal: false));
        Assert.Equal(422, await agent.PutStateAsync("{", isFinal: true));
        Assert.Equal(204, await agent.PutStateAsync(States.Of(4, "one", "two"), isFinal: true));
        Assert.Equal(410, await agent.PutStateAsync(States.Of(5, "one", "two"), isFinal: true));
        Assert.Equal(410, await agent.SucceedAsync());

        Assert.Equal(3, await SerialAsync(site));
        var name = (await site.Api.GetAsync($"workspaces/{site.Workspace}", Token)).GetProperty("attributes").GetProperty("name").GetString();
        var parked = (await site.Api.GetAsync($"state-versions?filter[organization][name]={site.Organization}&filter[workspace][name]={name}&filter[status]=parked", Token))
            .EnumerateArray().Single();
        Assert.Equal(("parked", 4), (parked.GetProperty("attributes").GetProperty("status").GetString()!, parked.GetProperty("attributes").GetProperty("serial").GetInt64()));
        Assert.Equal(agent.Run.Value, parked.GetProperty("relationships").GetProperty("run").GetProperty("data").GetProperty("id").GetString());
        var id = parked.GetProperty("id").GetString();
        Assert.Contains("\"two\"", await site.Platform.Client.GetStringAsync(new Uri($"/api/v2/state-versions/{id}/download", UriKind.Relative), Token), StringComparison.Ordinal);

        var apply = (await site.Api.GetAsync($"runs/{agent.Run.Value}", Token)).GetProperty("relationships").GetProperty("apply").GetProperty("data").GetProperty("id").GetString();
        Assert.Contains("\"two\"", await site.Platform.Client.GetStringAsync(new Uri($"/api/v2/applies/{apply}/errored-state", UriKind.Relative), Token), StringComparison.Ordinal);

        var relationships = new Dictionary<string, object> { ["rollback-state-version"] = new { data = new { type = "state-versions", id } } };
        var adopt = new { data = new { type = "state-versions", attributes = new { }, relationships } };
        Assert.Equal(409, (await site.TryAsync(HttpMethod.Patch, $"workspaces/{site.Workspace}/state-versions", adopt)).Status);
        await site.Api.ActAsync($"workspaces/{site.Workspace}/actions/lock", Token);
        await site.Api.SendAsync(HttpMethod.Patch, $"workspaces/{site.Workspace}/state-versions", adopt, Token);

        Assert.Equal(4, await SerialAsync(site));
        Assert.Equal(2, (await site.Api.GetAsync($"workspaces/{site.Workspace}", Token)).GetProperty("attributes").GetProperty("resource-count").GetInt32());
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task What_an_agent_that_was_given_up_sends_of_its_plan_does_not_replace_the_second_plan(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        var run = await site.StartRunAsync(new Dictionary<string, object> { ["auto-apply"] = true });
        using var first = await HandAgent.ClaimAsync(site.Platform);
        await LoseAsync(site, first);
        using var second = await HandAgent.ClaimAsync(site.Platform);
        Assert.Equal((run, PhaseKind.Plan), (second.Run.Value, second.Phase));

        Assert.Equal(204, await second.PutArtifactAsync(JobArtifact.PlanFile, "the second plan"));
        Assert.Equal(410, await first.PutArtifactAsync(JobArtifact.PlanFile, "the first plan"));
        Assert.Equal(204, await second.ReportAsync(new JobReport
        {
            Outcome = JobOutcome.Succeeded,
            HasChanges = true,
            Hosts = [new ContactedHost("registry.example.com", 443, 3, Refused: false), new ContactedHost("10.0.0.1", 80, 1, Refused: true)],
        }));

        using var apply = await HandAgent.ClaimAsync(site.Platform);
        Assert.Equal((200, "the second plan"), await apply.GetArtifactAsync(JobArtifact.PlanFile));
        var hosts = (await site.Api.GetAsync($"runs/{run}/plan", Token)).GetProperty("attributes").GetProperty("hosts");
        Assert.Equal(["registry.example.com", "10.0.0.1"], hosts.EnumerateArray().Select(host => host.GetProperty("host").GetString()!));
    }

    [Fact]
    public async Task An_agent_is_told_to_stop_before_the_server_gives_it_up()
    {
        await using var site = await RunSite.StartAsync(settings: RunSite.ShortLease);
        await site.StartRunAsync();
        using var agent = await HandAgent.ClaimAsync(site.Platform);

        Assert.Equal(4, (await agent.HeartbeatAsync()).LeaseSeconds);
    }

    [Fact]
    public async Task A_server_that_was_away_for_longer_than_a_lease_listens_before_it_gives_an_agent_up()
    {
        await using var site = await RunSite.StartAsync();
        var run = await site.StartRunAsync();
        using var agent = await HandAgent.ClaimAsync(site.Platform);
        await HandAgent.WithDatabaseAsync(site.Platform, db => db.Jobs.ExecuteUpdateAsync(set => set.SetProperty(j => j.HeartbeatAt, DateTimeOffset.UnixEpoch), Token));
        await site.Platform.RestartAsync(Token);

        await HandAgent.WithAsync<QueueSweep, bool>(site.Platform, async sweep =>
        {
            await sweep.RunAsync(Token);
            return true;
        });

        Assert.Equal("planning", await site.StatusAsync(run));
        Assert.Equal(204, await agent.SucceedAsync());
        Assert.Equal("planned", await site.StatusAsync(run));
    }

    private static Task<bool> LoseAsync(RunSite site, HandAgent agent) => HandAgent.WithAsync<LoseJob, bool>(site.Platform, async lose =>
    {
        await lose.ExecuteAsync(agent.Id, agent.Fence, "the test ended it.", Token);
        return true;
    });

    private static async Task<long> SerialAsync(RunSite site) =>
        (await site.Api.GetAsync($"workspaces/{site.Workspace}/current-state-version", Token)).GetProperty("attributes").GetProperty("serial").GetInt64();

    private static string Created(string name, string id) => JsonSerializer.Serialize(new
    {
        type = "apply_complete",
        hook = new { action = "create", resource = new { addr = $"terraform_data.{name}" }, id_key = "id", id_value = id },
    }) + "\n";
}
