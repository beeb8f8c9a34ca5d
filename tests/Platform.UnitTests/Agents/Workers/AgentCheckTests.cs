using Platform.Agents;

namespace Platform.UnitTests.Agents.Workers;

public sealed class AgentCheckTests
{
    [Fact]
    public async Task A_host_that_can_run_sandboxes_is_taken_at_the_agents_word()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent();
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.Bubblewrap, token);

        var answer = await node.Check.AnswerAsync(token);

        Assert.True(answer.Possible);
        Assert.Null(answer.Problem);
        Assert.Equal("fenced\n", await File.ReadAllTextAsync(Path.Combine(program.Folder, "checked"), token));
    }

    [Fact]
    public async Task On_a_host_that_cannot_no_agent_is_handed_out_and_the_refusal_says_what_to_do()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent(check: """echo '{"possible":false,"problem":"Install bubblewrap."}'; exit 1""");
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.Bubblewrap, token);

        var refusal = (await node.Agents.TakeAsync(token)).Refusal;

        Assert.Equal("Install bubblewrap.", refusal?.Message);
        Assert.True(node.Lines.Has("This node carries out no runs: Install bubblewrap."));
        Assert.Empty(program.StartedLines);
    }

    [Fact]
    public async Task A_missing_program_is_named()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent();
        File.Delete(program.Path);
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.Bubblewrap, token);

        Assert.Contains(program.Path, (await node.Check.AnswerAsync(token)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_answers_something_else_is_quoted()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent(check: "echo 'Cannot load libhostfxr.so' >&2; exit 131");
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.Bubblewrap, token);

        var problem = (await node.Check.AnswerAsync(token)).Problem;

        Assert.Contains("131", problem, StringComparison.Ordinal);
        Assert.Contains("Cannot load libhostfxr.so", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_sandbox_the_host_is_not_asked_and_the_log_is_loud()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent(check: """echo '{"possible":false,"problem":"Install bubblewrap."}'; exit 1""");
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.None, token);

        Assert.True((await node.Check.AnswerAsync(token)).Possible);
        Assert.True(node.Lines.Has("Sandbox:Mode is None"));
    }
}
