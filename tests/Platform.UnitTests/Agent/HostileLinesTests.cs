using Platform.Contracts.Agents;
using Platform.Contracts.Runs;

namespace Platform.UnitTests.Agent;

/// <summary>What runs in the sandbox can write to the tool's output: a line that only looks like an event must not end the reading of the next ones.</summary>
[Trait("Needs", "tool")]
public sealed class HostileLinesTests
{
    [Theory]
    [InlineData("""{"@message":"a\\u001b[2J","a":1,"a":2}""", "\"a\":1,\"a\":2")]
    [InlineData("""{"@message":"huge","type":"apply_complete","hook":{"resource":{"addr":"a.b"},"action":"create","elapsed_seconds":1e300}}""", "1e300")]
    [InlineData("""{"@message":"nothing","type":"diagnostic","diagnostic":{"severity":"error","summary":null}}""", "\"nothing\"")]
    [InlineData("""{"@message":"empty","type":"diagnostic","diagnostic":{}}""", "\"empty\"")]
    [InlineData("""{"@message":"odd","type":"outputs","outputs":{"a":{"type":[],"value":[1]}}}""", "\"odd\"")]
    [InlineData("""{"@message":"half \\ud800 a character","type":"log"}""", "a character")]
    [InlineData("""{"@message":{"no":"text"}}""", "\"no\"")]
    public async Task A_line_that_only_looks_like_an_event_is_shown_and_the_next_ones_are_read(string line, string shown)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);
        agent.Server.Configuration = AgentJobs.Archive(("main.tf", ""), ("line.txt", line.Replace("\\\\", "\\", StringComparison.Ordinal) + "\n"));
        var settings = agent.WithTool(RunningAgent.ScriptOfInit + """
            [ "$1" = plan ] && { cat line.txt; echo '{"@message":"the next line","type":"log"}'; }
            exit 0
            """);

        await agent.RunAsync(AgentJobs.Plan(agent.Server.Url), settings, cancellationToken);

        Assert.Equal((JobOutcome.Succeeded, null), (agent.Server.Report!.Outcome, agent.Server.Report.Message));
        var text = agent.Server.Log(LogStream.Text);
        Assert.Contains(shown, text);
        Assert.Contains("the next line\n", text);
        Assert.Contains("the next line", agent.Server.Log(LogStream.Events));
    }
}
