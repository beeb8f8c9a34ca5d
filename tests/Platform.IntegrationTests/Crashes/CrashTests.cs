using Platform.TestKit;

namespace Platform.IntegrationTests.Crashes;

/// <summary>Agents and servers that are killed in the middle, as <c>kill -9</c> and power cuts do it.</summary>
[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class CrashTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, object> AutoApply = new() { ["auto-apply"] = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task After_the_agent_of_an_apply_is_killed_what_it_made_is_in_the_state_and_the_workspace_is_free(TestDatabase database)
    {
        Needs.Sandbox();
        await using var platform = await TestPlatform.StartProcessAsync(new TestOptions { Database = database }, Token);
        var (workspace, run) = await StartAsync(platform, """
            resource "terraform_data" "made" {
            }
            resource "terraform_data" "slow" {
              depends_on = [terraform_data.made]
              provisioner "local-exec" {
                command = "echo in the middle; sleep 300"
              }
            }
            """);
        await UntilPrintedAsync(platform, $"runs/{run}/apply", "in the middle");
        await Eventually.IsAsync(_ => Task.FromResult(Snapshots(platform).Any()), "a snapshot was sent", Limit, Token);

        await RunningJob.KillAgentsAsync(platform, Token);

        var ended = (await platform.Api.WaitForRunAsync(run, Token, "errored")).GetProperty("attributes");
        Assert.Contains("The agent was lost while it applied", ended.GetProperty("error-message").GetString(), StringComparison.Ordinal);
        Assert.Contains("saved as sv-", ended.GetProperty("error-message").GetString(), StringComparison.Ordinal);
        Assert.Contains("terraform_data", await StateAsync(platform, workspace), StringComparison.Ordinal);
        Assert.Contains("\"made\"", await StateAsync(platform, workspace), StringComparison.Ordinal);
        Assert.False((await platform.Api.GetAsync($"workspaces/{workspace}", Token)).GetProperty("attributes").GetProperty("locked").GetBoolean());
        Assert.Contains("The agent was lost while it applied", await platform.Api.ReadLogAsync($"runs/{run}/apply", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_whose_agent_is_killed_is_planned_again()
    {
        Needs.Sandbox();
        await using var platform = await TestPlatform.StartProcessAsync(new TestOptions(), Token);
        // So many that the plan is still at work when its agent is found.
        var (_, run) = await StartAsync(platform, """
            resource "terraform_data" "many" {
              count = 3000
              input = count.index
            }
            """, planOnly: true);
        await platform.Api.WaitForRunAsync(run, Token, "planning");
        await Eventually.IsAsync(_ => Task.FromResult(RunningJob.Any(platform)), "the agent has its job", Limit, Token);

        await RunningJob.KillAgentsAsync(platform, Token);

        await platform.Api.WaitForRunAsync(run, Token, "planned_and_finished");
        var events = await platform.Api.GetAsync($"runs/{run}/run-events", Token);
        Assert.Contains("The agent was lost", events.ToString(), StringComparison.Ordinal);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_server_that_is_killed_and_comes_back_within_the_lease_finds_its_apply_going_on(TestDatabase database)
    {
        Needs.Sandbox();
        await using var platform = await TestPlatform.StartProcessAsync(new TestOptions { Database = database }, Token);
        var (workspace, run) = await StartAsync(platform, """
            resource "terraform_data" "slow" {
              provisioner "local-exec" {
                command = "for i in $(seq 12); do echo tick $i.; sleep 1; done"
              }
            }
            """);
        await UntilPrintedAsync(platform, $"runs/{run}/apply", "tick 2.");

        await platform.KillAsync(Token);
        await platform.RestartAsync(Token);

        await platform.Api.WaitForRunAsync(run, Token, "applied");
        Assert.Contains("tick 12.", await platform.Api.ReadLogAsync($"runs/{run}/apply", Token), StringComparison.Ordinal);
        Assert.Contains("\"slow\"", await StateAsync(platform, workspace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_trigger_died_with_the_server_is_started_by_the_sweep()
    {
        Needs.Sandbox();
        await using var platform = await TestPlatform.StartProcessAsync(new TestOptions { Settings = new Dictionary<string, string> { ["Worker:Slots"] = "1" } }, Token);
        var (_, slow) = await StartAsync(platform, """
            resource "terraform_data" "slow" {
              provisioner "local-exec" {
                command = "echo in the middle; sleep 300"
              }
            }
            """);
        await UntilPrintedAsync(platform, $"runs/{slow}/apply", "in the middle");
        var (_, waiting) = await StartAsync(platform, """
            output "a" {
              value = 1
            }
            """, planOnly: true);
        Assert.StartsWith("1st in line for an agent", (await platform.Api.WaitForRunAsync(waiting, Token, "pending")).GetProperty("attributes").GetProperty("wait-reason").GetString(), StringComparison.Ordinal);

        // With SQLite the triggers are in the server's memory only. The agent lives on, and the new server has its slot free.
        await platform.KillAsync(Token);
        await platform.RestartAsync(Token);

        await platform.Api.WaitForRunAsync(waiting, Token, "planned_and_finished");
        await RunningJob.KillAgentsAsync(platform, Token);
    }

    private static async Task<(string Workspace, string Run)> StartAsync(TestPlatform platform, string configuration, bool planOnly = false)
    {
        var organization = await platform.Api.CreateOrganizationAsync(Token);
        var workspace = (await platform.Api.CreateWorkspaceAsync(organization, Token)).GetProperty("id").GetString()!;
        await platform.Api.UploadAsync(workspace, Token, ("main.tf", configuration));
        var attributes = planOnly ? new Dictionary<string, object> { ["plan-only"] = true } : AutoApply;
        return (workspace, await platform.Api.CreateRunAsync(workspace, Token, attributes: attributes));
    }

    private static Task UntilPrintedAsync(TestPlatform platform, string phase, string text) => Eventually.IsAsync(
        async token => (await platform.Api.ReadLogAsync(phase, token)).Contains(text, StringComparison.Ordinal), $"'{text}' is printed", Limit, Token);

    private static async Task<string> StateAsync(TestPlatform platform, string workspace)
    {
        var version = await platform.Api.GetAsync($"workspaces/{workspace}/current-state-version", Token);
        return await platform.Client.GetStringAsync(version.GetProperty("attributes").GetProperty("hosted-state-download-url").GetString()!, Token);
    }

    private static IEnumerable<string> Snapshots(TestPlatform platform) =>
        Directory.EnumerateFiles(Path.Combine(platform.DataDirectory, "blobs"), "snapshot.tfstate", SearchOption.AllDirectories);
}
