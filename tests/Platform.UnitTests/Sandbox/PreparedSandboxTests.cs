using Platform.Sandbox;
using Platform.TestKit;

namespace Platform.UnitTests.Sandbox;

[Trait("Needs", "sandbox")]
public sealed class PreparedSandboxTests : IDisposable
{
    private readonly SandboxFixture _sandbox = new();
    private readonly string _marker = $"marker-{Guid.NewGuid():n}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_prepared_program_runs_when_it_is_told_to_and_finds_what_the_work_folder_holds_then()
    {
        await using var prepared = await _sandbox.Host.PrepareAsync(
            _sandbox.Shell("touch ran; cat later; pwd") with { CurrentDirectory = "made/later" }, Token);
        var folder = Directory.CreateDirectory(Path.Combine(_sandbox.Work, "made/later")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "later"), "written since\n", Token);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        Assert.False(File.Exists(Path.Combine(folder, "ran")));

        await using var process = await prepared.StartAsync(Token);
        var finished = await SandboxFixture.FinishAsync(process);

        Assert.Equal((0, $"written since\n{SandboxPaths.Isolated.Work}/made/later\n"), (finished.ExitCode, finished.Output));
        Assert.True(File.Exists(Path.Combine(folder, "ran")));
    }

    [Fact]
    public async Task A_prepared_sandbox_that_is_given_up_never_runs_its_program_and_leaves_no_process_behind()
    {
        await using (await _sandbox.Host.PrepareAsync(_sandbox.Shell("touch ran; sleep 600; :", _marker), Token))
        {
            Assert.NotEmpty(RunningProcesses.WithCommandLine(_marker));
        }

        Assert.Empty(RunningProcesses.WithCommandLine(_marker));
        Assert.False(File.Exists(Path.Combine(_sandbox.Work, "ran")));
    }

    [Fact]
    public async Task A_prepared_sandbox_ends_with_the_host_that_prepared_it()
    {
        await _sandbox.Host.PrepareAsync(_sandbox.Shell("sleep 600; :", _marker), Token);

        _sandbox.Host.Dispose();

        await Eventually.IsAsync(() => RunningProcesses.WithCommandLine(_marker).Count == 0, Token);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_by_the_start_is_refused_and_leaves_no_process_behind()
    {
        await using (var prepared = await _sandbox.Host.PrepareAsync(_sandbox.Shell("sleep 600; :", _marker) with { CurrentDirectory = "missing" }, Token))
        {
            await Assert.ThrowsAsync<SandboxStartException>(() => prepared.StartAsync(Token));
        }

        Assert.Empty(RunningProcesses.WithCommandLine(_marker));
    }

    [Fact]
    public async Task A_program_is_not_run_when_whoever_prepared_it_goes_away_without_a_word()
    {
        await using var waiting = await _sandbox.Host.PrepareAsync(_sandbox.Shell("touch ran"), Token);

        // What the kernel does with the files of a process that is killed.
        waiting.Waiting.StandardInput.Close();

        Assert.NotEqual(0, (await SandboxFixture.FinishAsync(waiting.Waiting)).ExitCode);
        Assert.False(File.Exists(Path.Combine(_sandbox.Work, "ran")));
    }

    [Fact]
    public async Task A_prepared_program_gets_all_of_its_input_and_its_arguments_as_they_are()
    {
        await using var prepared = await _sandbox.Host.PrepareAsync(_sandbox.Shell("cat; printf '%s|' \"$@\"", "two words", "$(no)", ""), Token);
        await using var process = await prepared.StartAsync(Token);
        await process.StandardInput.WriteAsync("\nfirst\nlast"u8.ToArray(), Token);
        process.StandardInput.Close();

        Assert.Equal("\nfirst\nlasttwo words|$(no)||", (await SandboxFixture.FinishAsync(process)).Output);
    }

    [Fact]
    public async Task A_prepared_sandbox_starts_its_program_once()
    {
        await using var prepared = await _sandbox.Host.PrepareAsync(_sandbox.Shell(":"), Token);
        await using var process = await prepared.StartAsync(Token);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => prepared.StartAsync(Token));
    }

    public void Dispose() => _sandbox.Dispose();
}
