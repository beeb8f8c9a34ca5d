using Platform.TestKit;

namespace Platform.UnitTests.Sandbox;

public sealed class StoppingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly SandboxFixture _sandbox = new();
    private readonly string _marker = $"marker-{Guid.NewGuid():N}";

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task An_interrupt_reaches_the_program_and_not_its_children()
    {
        await using var process = await _sandbox.Host.StartAsync(
            _sandbox.Shell("sh -c \"trap 'echo child' INT; sleep 1; sleep 1; sleep 1\" & trap 'echo interrupted; exit 3' INT; echo ready; while :; do sleep 0.05; done"),
            TestContext.Current.CancellationToken);
        await SandboxFixture.ReadLineAsync(process);

        await process.InterruptAsync(TestContext.Current.CancellationToken);

        var finished = await SandboxFixture.FinishAsync(process);
        Assert.Equal(3, finished.ExitCode);
        Assert.Equal("interrupted\n", finished.Output);
        Assert.Null(finished.LimitReached);
    }

    [Fact]
    public async Task An_interrupt_right_after_the_start_is_not_lost()
    {
        await using var process = await _sandbox.Host.StartAsync(_sandbox.Shell("") with { FileName = "/usr/bin/sleep", Arguments = ["60"] }, TestContext.Current.CancellationToken);

        await process.InterruptAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, (await SandboxFixture.FinishAsync(process)).ExitCode);
    }

    [Fact]
    public async Task A_kill_leaves_no_process_behind()
    {
        await using var process = await _sandbox.Host.StartAsync(
            _sandbox.Shell("trap '' INT TERM HUP; setsid nohup sh -c 'sleep 600; :' \"$1\" >/dev/null 2>&1 & echo ready; sleep 600; :", _marker),
            TestContext.Current.CancellationToken);
        await SandboxFixture.ReadLineAsync(process);
        Assert.NotEmpty(RunningProcesses.WithCommandLine(_marker));

        await process.KillAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Empty(RunningProcesses.WithCommandLine(_marker));
    }

    [Fact]
    public async Task What_a_program_left_running_ends_with_it()
    {
        var finished = await _sandbox.RunAsync(_sandbox.Shell("setsid sh -c 'sleep 600; :' \"$1\" >/dev/null 2>&1 & echo started", _marker));

        Assert.Equal("started\n", finished.Output);
        Assert.Empty(RunningProcesses.WithCommandLine(_marker));
    }

    [Fact]
    public async Task A_program_outlives_the_thread_that_asked_for_it()
    {
        Task<Platform.Sandbox.SandboxProcess>? starting = null;
        var cancellationToken = TestContext.Current.CancellationToken;
        var thread = new Thread(() => starting = _sandbox.Host.StartAsync(_sandbox.Shell("cat"), cancellationToken));
        thread.Start();
        thread.Join();
        await using var process = await starting!;

        await process.StandardInput.WriteAsync("still here\n"u8.ToArray(), cancellationToken);
        await process.StandardInput.FlushAsync(cancellationToken);

        Assert.Equal("still here", await SandboxFixture.ReadLineAsync(process));
    }

    [Fact]
    public async Task Programs_end_with_the_host_that_started_them()
    {
        await using var process = await _sandbox.Host.StartAsync(_sandbox.Shell("echo ready; sleep 600; :", _marker), TestContext.Current.CancellationToken);
        await SandboxFixture.ReadLineAsync(process);

        _sandbox.Host.Dispose();

        await process.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Empty(RunningProcesses.WithCommandLine(_marker));
    }

    [Fact]
    public async Task A_start_that_is_given_up_leaves_no_process_behind()
    {
        for (var step = 0; step < 30; step++)
        {
            using var givenUp = new CancellationTokenSource(TimeSpan.FromMicroseconds(400 * step));
            try
            {
                await using var process = await _sandbox.Host.StartAsync(_sandbox.Shell("sleep 600; :", _marker), givenUp.Token);
            }
            catch (OperationCanceledException)
            {
                // Which of them are, and where in the start, is up to the machine.
            }
        }

        await Eventually.IsAsync(() => RunningProcesses.WithCommandLine(_marker).Count == 0, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Output_that_nobody_reads_holds_the_program_back_and_is_whole_when_read()
    {
        await using var process = await _sandbox.Host.StartAsync(_sandbox.Shell("head -c 8000000 /dev/zero; touch done"), TestContext.Current.CancellationToken);
        var first = new byte[1];
        Assert.Equal(1, await process.StandardOutput.ReadAsync(first, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Path.Combine(_sandbox.Work, "done")));

        var finished = await SandboxFixture.FinishAsync(process);

        Assert.Equal(7_999_999, finished.Output.Length);
        Assert.True(File.Exists(Path.Combine(_sandbox.Work, "done")));
    }
}
