using System.Text.Json;
using Platform.Agents;
using Platform.Contracts.Agents;
using Platform.TestKit;

namespace Platform.UnitTests.Agents.Workers;

public sealed class WarmAgentsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_job_reaches_a_warm_agent_and_its_exit_code_comes_back()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent(withJob: "echo \"$job\" > job; exit 3");
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.Bubblewrap, token);
        var job = WorkerNode.Job();

        using var agent = await node.TakeAsync(token);
        var exitCode = await agent.RunAsync(job, token).WaitAsync(Limit, token);

        Assert.Equal(3, exitCode);
        var received = JsonSerializer.Deserialize<JobDocument>(await File.ReadAllTextAsync(Path.Combine(program.Folder, "job"), token), AgentJson.Options);
        Assert.Equal(job.Id, received!.Id);
        Assert.Equal(job.Limits, received.Limits);
    }

    [Fact]
    public async Task As_many_agents_are_started_ahead_as_there_are_slots_each_with_a_user_of_its_own()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent();
        await using var node = await WorkerNode.StartAsync(program, slots: 3, SandboxMode.Bubblewrap, token);

        await Eventually.IsAsync(() => program.StartedLines.Length == 3, token);

        var settings = program.StartedLines.Select(line => JsonSerializer.Deserialize<AgentSettings>(line[line.IndexOf('{', StringComparison.Ordinal)..], AgentJson.Options)!).ToList();
        Assert.All(settings, s => Assert.Equal("https://localhost:8443/", s.ServerUrl.ToString()));
        if (Environment.IsPrivilegedProcess)
        {
            // Not always the first three: other servers on this machine may have agents too.
            Assert.All(settings, s => Assert.True(s.SandboxUserId >= 64_100));
            Assert.Equal(3, settings.Select(s => s.SandboxUserId).Distinct().Count());
        }
        else
        {
            Assert.All(settings, s => Assert.Null(s.SandboxUserId));
        }
    }

    [Fact]
    public async Task An_agent_that_was_taken_is_replaced()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent();
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.Bubblewrap, token);

        for (var job = 0; job < 3; job++)
        {
            using var agent = await node.TakeAsync(token);
            Assert.Equal(0, await agent.RunAsync(WorkerNode.Job(), token).WaitAsync(Limit, token));
        }
    }

    [Fact]
    public async Task An_agent_that_dies_while_it_waits_is_replaced()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent();
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.Bubblewrap, token);
        using (var first = await node.TakeAsync(token))
        {
            await first.RunAsync(WorkerNode.Job(), token).WaitAsync(Limit, token);
        }

        await Eventually.IsAsync(() => node.Lines.Count("is warm") == 2, token);
        await Medallion.Shell.Command.Run("kill", "-9", program.StartedLines[1].Split(' ')[0]).Task;
        await Eventually.IsAsync(() => node.Lines.Has("ended with code 137 while it waited"), token);

        using var agent = await node.TakeAsync(token);
        Assert.Equal(0, await agent.RunAsync(WorkerNode.Job(), token).WaitAsync(Limit, token));
        Assert.Equal(3, program.StartedLines.Length);
    }

    [Fact]
    public async Task When_the_server_stops_idle_agents_end_and_one_with_a_job_goes_on()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent(withJob: "read -r go < go; echo ended > ended; exit 0");
        await using var node = await WorkerNode.StartAsync(program, slots: 2, SandboxMode.Bubblewrap, token);
        await Eventually.IsAsync(() => program.StartedLines.Length == 2, token);
        await Medallion.Shell.Command.Run("mkfifo", Path.Combine(program.Folder, "go")).Task;
        var busy = await node.TakeAsync(token);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(token);
        var running = busy.RunAsync(WorkerNode.Job(), stopping.Token);

        await node.StopAsync(token);
        await stopping.CancelAsync();
        busy.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        var idle = program.StartedLines.Select(line => int.Parse(line.Split(' ')[0])).Where(id => id != busy.ProcessId).ToList();
        await Eventually.IsAsync(() => idle.TrueForAll(id => !Directory.Exists($"/proc/{id}")), token);
        Assert.True(Directory.Exists($"/proc/{busy.ProcessId}"));
        await File.WriteAllTextAsync(Path.Combine(program.Folder, "go"), "go\n", token);
        await Eventually.IsAsync(() => File.Exists(Path.Combine(program.Folder, "ended")), token);
        Assert.Equal(0, await busy.Exited.WaitAsync(Limit, token));
    }

    [Fact]
    public async Task What_an_agent_says_on_standard_error_is_in_the_servers_log()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent(withJob: "echo 'The tool was interrupted.' >&2; exit 1");
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.Bubblewrap, token);

        using var agent = await node.TakeAsync(token);
        await agent.RunAsync(WorkerNode.Job(), token).WaitAsync(Limit, token);

        Assert.True(node.Lines.Has($"Agent {agent.ProcessId}: The tool was interrupted."));
    }

    [Fact]
    public async Task An_agent_sees_nothing_of_the_servers_environment_that_it_does_not_need()
    {
        var token = TestContext.Current.CancellationToken;
        // No name that a setting has: tests beside this one read their settings from the same environment.
        Environment.SetEnvironmentVariable("PLATFORM_TESTS_PASSWORD", "secret-of-the-server");
        using var program = new DummyAgent();
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.Bubblewrap, token);
        using var agent = await node.TakeAsync(token);

        var environment = await File.ReadAllTextAsync(Path.Combine(program.Folder, "environment"), token);

        Assert.Contains("PATH=", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-server", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_is_in_a_session_of_its_own_so_that_an_interrupt_at_the_terminal_passes_it_by()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent();
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.Bubblewrap, token);
        using var agent = await node.TakeAsync(token);

        // Fields after the name in parentheses: state, parent, process group, session.
        var status = (await File.ReadAllTextAsync($"/proc/{agent.ProcessId}/stat", token)).Split(") ")[1].Split(' ');

        Assert.Equal(agent.ProcessId, int.Parse(status[2]));
        Assert.Equal(agent.ProcessId, int.Parse(status[3]));
    }

    [Fact]
    public async Task A_program_that_does_not_get_ready_is_tried_again_and_the_log_says_why()
    {
        var token = TestContext.Current.CancellationToken;
        using var program = new DummyAgent(atStart: "[ -e second ] || { touch second; exit 7; }");
        await using var node = await WorkerNode.StartAsync(program, slots: 1, SandboxMode.Bubblewrap, token);

        using var agent = await node.TakeAsync(token);

        Assert.True(node.Lines.Has("ended with code 7 before it was ready"));
        Assert.Equal(0, await agent.RunAsync(WorkerNode.Job(), token).WaitAsync(Limit, token));
    }
}
