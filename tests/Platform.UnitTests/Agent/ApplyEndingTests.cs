using Platform.Contracts.Agents;
using Platform.Contracts.Runs;
using Platform.TestKit;

namespace Platform.UnitTests.Agent;

/// <summary>Applies that do not end well: nothing that was made may be lost.</summary>
[Trait("Needs", "tool")]
public sealed class ApplyEndingTests
{
    // Says on the log when it is in the middle, then stays there until it is told to end.
    private const string Waiting = """
        resource "terraform_data" "made" {
          input = "made"
        }
        resource "terraform_data" "slow" {
          input = terraform_data.made.id
          provisioner "local-exec" {
            command = "echo in the middle; sleep 600"
          }
        }
        """;

    // A stopped process does not notice an interrupt.
    private const string Stubborn = """
        resource "terraform_data" "slow" {
          provisioner "local-exec" {
            command = "kill -STOP $PPID; touch stopped; sleep 600"
          }
        }
        """;

    [Fact]
    public async Task A_failing_apply_leaves_the_tainted_resource_in_the_state()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", """
            resource "terraform_data" "good" {}
            resource "terraform_data" "bad" {
              depends_on = [terraform_data.good]
              provisioner "local-exec" {
                command = "exit 3"
              }
            }
            """));

        await agent.PlanAndApplyAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);

        Assert.Equal((JobOutcome.Failed, "local-exec provisioner error."), (agent.Server.Report!.Outcome, agent.Server.Report.Message));
        var final = Assert.Single(agent.Server.States, state => state.IsFinal).Content;
        Assert.Equal(["terraform_data.bad", "terraform_data.good"], TestState.Addresses(final));
        Assert.Equal(["terraform_data.bad"], TestState.Tainted(final));
        Assert.Contains("╷\u001b[0m\n", agent.Server.Log(LogStream.Text));
        Assert.Contains("local-exec provisioner error", agent.Server.Log(LogStream.Text));
    }

    [Theory, InlineData(StateBackend.Local), InlineData(StateBackend.Http)]
    public async Task An_interrupted_apply_says_so_and_keeps_what_was_made(StateBackend backend)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Waiting));

        var applying = agent.PlanAndApplyAsync(AgentJobs.Plan(agent.Server.Url) with { StateBackend = backend }, cancellationToken);
        await Eventually.IsAsync(() => agent.Server.Log(LogStream.Text).Contains("in the middle", StringComparison.Ordinal), cancellationToken);
        agent.Server.Stop(StopRequest.Interrupt);
        await applying;

        Assert.Equal(JobOutcome.Canceled, agent.Server.Report!.Outcome);
        Assert.Contains("The run was canceled, so it is interrupted.", agent.Server.Log(LogStream.Text));
        var final = Assert.Single(agent.Server.States, state => state.IsFinal).Content;
        Assert.Contains("terraform_data.made", TestState.Addresses(final));
    }

    [Fact]
    public async Task A_state_is_sent_while_the_apply_still_runs()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Waiting));

        var applying = agent.PlanAndApplyAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);
        await Eventually.IsAsync(() => agent.Server.States.Any(state => !state.IsFinal && TestState.Addresses(state.Content).Contains("terraform_data.made")), cancellationToken);
        agent.Server.Stop(StopRequest.Kill);
        await applying;

        Assert.Equal(JobOutcome.Canceled, agent.Server.Report!.Outcome);
        Assert.Contains("is killed now", agent.Server.Log(LogStream.Text));
        Assert.Contains("terraform_data.made", TestState.Addresses(Assert.Single(agent.Server.States, state => state.IsFinal).Content));
    }

    [Fact]
    public async Task A_tool_that_does_not_end_is_interrupted_again_and_then_killed()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Stubborn));
        var plan = AgentJobs.Plan(agent.Server.Url);
        plan = plan with { Limits = plan.Limits with { InterruptGrace = TimeSpan.FromSeconds(1) } };

        var applying = agent.PlanAndApplyAsync(plan, cancellationToken);
        // A tool that is not stopped yet would end at the first interrupt.
        await Eventually.IsAsync(() => Directory.EnumerateFiles(agent.WorkDirectory, "stopped", SearchOption.AllDirectories).Any(), cancellationToken);
        agent.Server.Stop(StopRequest.Interrupt);
        await applying;

        Assert.Contains("did not end within 1 second; interrupting it again.", agent.Server.Log(LogStream.Text));
        Assert.Contains("is killed now", agent.Server.Log(LogStream.Text));
        Assert.Equal(JobOutcome.Canceled, agent.Server.Report!.Outcome);
    }

    [Fact]
    public async Task A_phase_that_takes_too_long_is_interrupted_and_fails()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Waiting));
        var plan = AgentJobs.Plan(agent.Server.Url);
        await agent.RunAsync(plan, cancellationToken);
        agent.Server.Forget();

        await agent.RunAsync(AgentJobs.ApplyOf(plan) with { Limits = plan.Limits with { Time = TimeSpan.FromSeconds(3) } }, cancellationToken);

        Assert.Equal(JobOutcome.Failed, agent.Server.Report!.Outcome);
        Assert.Equal("The apply reached its time limit of 3 seconds, so it is interrupted.", agent.Server.Report.Message);
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_while_still_gets_everything()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", """
            resource "terraform_data" "slow" {
              provisioner "local-exec" {
                command = "echo in the middle; sleep 3; echo near the end"
              }
            }
            """));

        var applying = agent.PlanAndApplyAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);
        await Eventually.IsAsync(() => agent.Server.Log(LogStream.Text).Contains("in the middle", StringComparison.Ordinal), cancellationToken);
        agent.Server.IsDown = true;
        await Eventually.IsAsync(() => agent.Notes.Any(note => note.Contains("503", StringComparison.Ordinal)), cancellationToken);
        agent.Server.IsDown = false;
        await applying;

        Assert.Equal(JobOutcome.Succeeded, agent.Server.Report!.Outcome);
        Assert.Contains("near the end", agent.Server.Log(LogStream.Text));
        Assert.Single(agent.Server.States, state => state.IsFinal);
    }

    [Fact]
    public async Task When_the_lease_is_over_the_tool_is_interrupted_and_the_state_waits_for_the_server()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Waiting));
        agent.Server.LeaseSeconds = 2;

        var applying = agent.PlanAndApplyAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);
        await Eventually.IsAsync(() => agent.Server.Log(LogStream.Text).Contains("in the middle", StringComparison.Ordinal), cancellationToken);
        // An answered heartbeat tells the short lease; then nothing is answered any more.
        await Eventually.IsAsync(() => agent.Server.Heartbeats > 0, cancellationToken);
        agent.Server.IsDown = true;
        await Eventually.IsAsync(() => Directory.GetDirectories(agent.WorkDirectory, "job-*").Any(IsInterrupted), cancellationToken);
        agent.Server.IsDown = false;
        await applying;

        Assert.Equal(JobOutcome.Failed, agent.Server.Report!.Outcome);
        Assert.Contains("was not reachable for 2 seconds", agent.Server.Report.Message);
        Assert.Contains("terraform_data.made", TestState.Addresses(Assert.Single(agent.Server.States, state => state.IsFinal).Content));
    }

    [Fact]
    public async Task An_agent_that_the_server_gave_up_stops_and_keeps_the_state_where_it_says()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Waiting));

        var applying = agent.PlanAndApplyAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);
        await Eventually.IsAsync(() => agent.Server.Log(LogStream.Text).Contains("in the middle", StringComparison.Ordinal), cancellationToken);
        agent.Server.RefusesLateStates = true;
        agent.Server.IsGone = true;
        await applying;

        Assert.Null(agent.Server.Report);
        Assert.DoesNotContain(agent.Server.States, state => state.IsFinal);
        var folder = Assert.Single(Directory.GetDirectories(agent.WorkDirectory, "job-*"));
        Assert.Contains(agent.Notes, note => note.Contains(folder, StringComparison.Ordinal));
        Assert.Contains("terraform_data.made", TestState.Addresses(await File.ReadAllBytesAsync(Path.Combine(folder, "kept", "terraform.tfstate"), cancellationToken)));
    }

    [Fact]
    public async Task An_agent_that_the_server_gave_up_still_offers_the_state_that_its_apply_left()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Waiting));

        var applying = agent.PlanAndApplyAsync(AgentJobs.Plan(agent.Server.Url), cancellationToken);
        await Eventually.IsAsync(() => agent.Server.Log(LogStream.Text).Contains("in the middle", StringComparison.Ordinal), cancellationToken);
        agent.Server.IsGone = true;
        await applying;

        Assert.Null(agent.Server.Report);
        Assert.Contains("terraform_data.made", TestState.Addresses(Assert.Single(agent.Server.States, state => state.IsFinal).Content));
    }

    [Fact]
    public async Task A_server_that_lives_and_cannot_take_the_report_does_not_keep_a_run_that_is_ended_by_force()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", Waiting));
        var plan = AgentJobs.Plan(agent.Server.Url);
        await agent.RunAsync(plan, cancellationToken);
        agent.Server.Forget();
        agent.Server.FailsReports = true;

        var applying = agent.RunAsync(AgentJobs.ApplyOf(plan), cancellationToken);
        await Eventually.IsAsync(() => agent.Server.Log(LogStream.Text).Contains("in the middle", StringComparison.Ordinal), cancellationToken);
        agent.Server.Stop(StopRequest.Kill);
        await applying;

        Assert.Null(agent.Server.Report);
        Assert.Contains("terraform_data.made", TestState.Addresses(Assert.Single(agent.Server.States, state => state.IsFinal).Content));
    }

    private static bool IsInterrupted(string folder) =>
        File.ReadAllText(Path.Combine(folder, "kept", "text.log")).Contains("Interrupting terraform", StringComparison.Ordinal);
}
