using Platform.Contracts.Agents;

namespace Platform.UnitTests.Agent;

/// <summary>What the report says reaches pages and the API past the log's own filter.</summary>
[Trait("Needs", "tool")]
public sealed class ReportTests
{
    private const string Secret = "hunter-two-and-more";

    [Theory]
    [InlineData("""[ "$1" = init ] && { echo "Error: bad $KEY" >&2; exit 1; }""", "bad ***.")]
    [InlineData("""[ "$1" = plan ] && { printf '{"@level":"error","@message":"m","type":"diagnostic","diagnostic":{"severity":"error","summary":"bad \\u001b[31m%s\\u001b]0;title\\u0007","detail":""}}\n' "$KEY"; exit 1; }""", "bad ***.")]
    public async Task The_message_of_a_report_holds_no_secrets_and_no_control_sequences(string script, string message)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", ""));
        var settings = agent.WithTool($"#!/bin/sh\n{script}\n{RunningAgent.ScriptOfInit}exit 0\n");

        await agent.RunAsync(
            AgentJobs.Plan(agent.Server.Url) with { Variables = [new JobVariable("KEY", Secret, VariableCategory.Env, IsHcl: false, IsSensitive: true)] },
            settings,
            cancellationToken);

        Assert.Equal((JobOutcome.Failed, message), (agent.Server.Report!.Outcome, agent.Server.Report.Message));
    }
}
