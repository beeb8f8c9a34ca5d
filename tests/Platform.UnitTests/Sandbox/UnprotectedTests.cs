using System.Text;
using Platform.TestKit;

namespace Platform.UnitTests.Sandbox;

public sealed class UnprotectedTests : IDisposable
{
    private readonly SandboxFixture _sandbox = new(isolated: false);
    private readonly string _marker = $"marker-{Guid.NewGuid():N}";

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task It_runs_in_the_work_folder_with_the_environment_that_was_asked_for()
    {
        var paths = _sandbox.Host.PathsFor(_sandbox.Work);
        var request = _sandbox.Shell("pwd; echo \"$ASKED\"; cat \"$1/token\"; exit 4", paths.PrivateFiles) with
        {
            Environment = new Dictionary<string, string> { ["ASKED"] = "value" },
            PrivateFiles = new Dictionary<string, ReadOnlyMemory<byte>> { ["token"] = Encoding.UTF8.GetBytes("s3cr3t") },
        };

        var finished = await _sandbox.RunAsync(request);

        Assert.Equal(new Finished(4, null, $"{_sandbox.Work}\nvalue\ns3cr3t", ""), finished);
        Assert.False(Directory.Exists(paths.PrivateFiles));
    }

    [Fact]
    public async Task One_that_ends_leaves_the_private_files_to_another_in_the_same_folder()
    {
        var paths = _sandbox.Host.PathsFor(_sandbox.Work);
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["token"] = Encoding.UTF8.GetBytes("s3cr3t") };
        await using var waiting = await _sandbox.Host.StartAsync(
            _sandbox.Shell("echo ready; read go; cat \"$1/token\"", paths.PrivateFiles) with { PrivateFiles = files }, TestContext.Current.CancellationToken);
        await SandboxFixture.ReadLineAsync(waiting);

        var other = await _sandbox.RunAsync(_sandbox.Shell("cat \"$1/token\"", paths.PrivateFiles) with { PrivateFiles = files });
        await waiting.StandardInput.WriteAsync("go\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await waiting.StandardInput.DisposeAsync();

        Assert.Equal(new Finished(0, null, "s3cr3t", ""), other);
        Assert.Equal(new Finished(0, null, "s3cr3t", ""), await SandboxFixture.FinishAsync(waiting));
        Assert.False(Directory.Exists(paths.PrivateFiles));
    }

    [Fact]
    public async Task A_kill_takes_its_children_along()
    {
        await using var process = await _sandbox.Host.StartAsync(
            _sandbox.Shell("sh -c 'sleep 600; :' \"$1\" & setsid sh -c 'sleep 600; :' \"$1\" & echo ready; sleep 600", _marker),
            TestContext.Current.CancellationToken);
        await SandboxFixture.ReadLineAsync(process);

        await process.KillAsync(TestContext.Current.CancellationToken);

        await Eventually.IsAsync(() => RunningProcesses.WithCommandLine(_marker).Count == 0, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_interrupt_reaches_the_program()
    {
        await using var process = await _sandbox.Host.StartAsync(_sandbox.Shell("trap 'exit 3' INT; echo ready; while :; do sleep 0.05; done"), TestContext.Current.CancellationToken);
        await SandboxFixture.ReadLineAsync(process);

        await process.InterruptAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, (await SandboxFixture.FinishAsync(process)).ExitCode);
    }
}
