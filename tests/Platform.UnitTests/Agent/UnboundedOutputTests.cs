using System.Text;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;

namespace Platform.UnitTests.Agent;

/// <summary>What a configuration makes the tool print or write may be without end; the agent's memory and disk are not.</summary>
[Trait("Needs", "tool")]
public sealed class UnboundedOutputTests
{
    private const string Plan = """[ "$1" = plan ] && { echo plan > ../plan/plan.bin; exit 2; }""";

    [Fact]
    public async Task A_command_that_prints_without_end_is_ended_with_a_sentence()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", ""));

        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), agent.WithTool($"{RunningAgent.ScriptOfInit}{Plan}\n[ \"$1\" = show ] && exec cat /dev/zero\nexit 0\n"), cancellationToken);

        Assert.Equal(JobOutcome.Failed, agent.Server.Report!.Outcome);
        Assert.Equal("The plan was made but could not be shown: terraform show printed more than 1024 MiB, so it was ended.", agent.Server.Report.Message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_plan_too_large_to_be_redacted_says_so_and_can_be_applied(bool beforeTheReport)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", ""));
        const string show = """
            [ "$1 $2" = 'show -json' ] && { head -c 269000000 /dev/zero; exit 0; }
            [ "$1" = show ] && { seq -f 'plan line %.0f' 2000000; echo the end; exit 0; }
            [ "$1" = providers ] && echo '{}'
            """;

        await agent.RunAsync(
            AgentJobs.Plan(agent.Server.Url) with { Options = new PlanOptions { AllowConfigGeneration = beforeTheReport } },
            agent.WithTool($"{RunningAgent.ScriptOfInit}{Plan}\n{show}\nexit 0\n"),
            cancellationToken);

        Assert.Equal((JobOutcome.Succeeded, true), (agent.Server.Report!.Outcome, agent.Server.Report.HasChanges));
        var text = agent.Server.Log(LogStream.Text);
        Assert.Contains("are larger than 256 MiB as JSON", beforeTheReport ? text : string.Join('\n', agent.Notes));
        Assert.Contains("plan line 1\nplan line 2\n", text);
        Assert.Contains("plan line 2000000\nthe end\n", text);
        Assert.DoesNotContain(JobArtifact.RedactedJsonPlan, agent.Server.Artifacts.Keys);
    }

    [Fact]
    public async Task A_state_beyond_the_limit_is_refused_with_a_sentence()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", ""));
        agent.Server.Artifacts[JobArtifact.PlanFile] = Encoding.UTF8.GetBytes("plan");
        const string apply = "[ \"$1\" = apply ] && truncate -s 2G ../state/terraform.tfstate";

        var job = AgentJobs.ApplyOf(AgentJobs.Plan(agent.Server.Url));
        job = job with { Limits = job.Limits with { DiskBytes = 8L << 30 } };
        await agent.RunAsync(job, agent.WithTool($"{RunningAgent.ScriptOfInit}{apply}\nexit 0\n"), cancellationToken);

        Assert.Equal((JobOutcome.Failed, "The state that the run left was not taken: it is larger than 1024 MiB."), (agent.Server.Report!.Outcome, agent.Server.Report.Message));
        Assert.Empty(agent.Server.States);
    }
}
