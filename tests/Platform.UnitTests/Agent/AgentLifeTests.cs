using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Agent;
using Platform.Contracts.Agents;
using Platform.Sandbox;

namespace Platform.UnitTests.Agent;

public sealed class AgentLifeTests
{
    [Fact]
    public async Task An_agent_whose_input_ends_before_a_job_ends_quietly_and_leaves_nothing()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var agent = await RunningAgent.CreateAsync(cancellationToken);

        var (exitCode, output) = await RunAsync(JsonSerializer.Serialize(agent.Settings, AgentJson.Options) + "\n");

        Assert.Equal((0, "ready\n"), (exitCode, output));
        Assert.Equal(["certificates"], Directory.GetFileSystemEntries(agent.WorkDirectory).Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_agent_without_settings_ends_quietly() => Assert.Equal((0, ""), await RunAsync(""));

    [Fact]
    public async Task Whether_sandboxes_are_possible_is_answered_in_one_line_of_json()
    {
        using var output = new StringWriter();

        var exitCode = await HostCheck.RunAsync(SandboxNetwork.Fenced, output, TimeProvider.System, TestContext.Current.CancellationToken);

        var answer = JsonSerializer.Deserialize<SandboxCheck>(output.ToString(), AgentJson.Options)!;
        Assert.Equal(1, output.ToString().Count(character => character == '\n'));
        Assert.Equal(answer.Possible, exitCode == 0);
        Assert.Equal(answer.Possible, answer.Problem is null);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string text)
    {
        using var input = new StringReader(text);
        using var output = new StringWriter();
        var exitCode = await new AgentLife(input, output, NullLogger.Instance, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
        return (exitCode, output.ToString());
    }
}
