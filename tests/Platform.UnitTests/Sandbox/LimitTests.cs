using System.Diagnostics;
using Platform.Sandbox;

namespace Platform.UnitTests.Sandbox;

public sealed class LimitTests : IDisposable
{
    private const long MiB = 1 << 20;
    private readonly SandboxFixture _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Too_much_memory_ends_it_with_a_sentence()
    {
        // tail keeps all of its input, as it has no line to end at.
        var finished = await RunAsync("tail /dev/zero", limits => limits with { MemoryBytes = 100 * MiB });

        Assert.Equal("The memory limit of 100 MiB was reached.", finished.LimitReached);
        Assert.NotEqual(0, finished.ExitCode);
    }

    [Fact]
    public async Task Files_in_memory_count_as_memory()
    {
        var finished = await RunAsync("head -c 24M /dev/zero >/tmp/a; head -c 24M /dev/zero >$HOME/b; head -c 24M /dev/zero >/dev/shm/c; { head -c 60M /dev/zero; sleep 60; } | tail", limits => limits with { MemoryBytes = 100 * MiB });

        Assert.Equal("The memory limit of 100 MiB was reached.", finished.LimitReached);
    }

    [Fact]
    public async Task The_scratch_folder_has_an_end()
    {
        var finished = await RunAsync("head -c 30M /dev/zero >/tmp/a", limits => limits with { MemoryBytes = 100 * MiB });

        Assert.Contains("No space left", finished.Error, StringComparison.Ordinal);
        Assert.Null(finished.LimitReached);
    }

    [Fact]
    public async Task A_fork_bomb_is_contained_and_named()
    {
        var finished = await RunAsync("bash -c 'bomb() { bomb | bomb & wait; }; bomb' 2>/dev/null; sleep 60", limits => limits with { Processes = 64 });

        Assert.Equal("The limit of 64 processes and threads was reached.", finished.LimitReached);
    }

    [Fact]
    public async Task The_kernel_refuses_a_process_too_many_at_once()
    {
        // Faster than any watcher looks: the counts are the program's own.
        var finished = await RunAsync("i=0; while [ $i -lt 40 ]; do sleep 0.1 & i=$((i+1)); done; wait", limits => limits with { Processes = 20 });

        Assert.Contains("fork", finished.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("head -c 30M /dev/zero > one; sleep 60")]
    [InlineData("for i in 1 2 3 4 5 6; do head -c 4M /dev/zero > $i; done; sleep 60")]
    [InlineData("for i in 1 2 3; do exec 3>one 4>two; rm one two; head -c 15M /dev/zero >&3; head -c 15M /dev/zero >&4; done; sleep 60")]
    [InlineData("exec 3>one; rm one; head -c 15M /dev/zero >&3; exec 4>one; rm one; head -c 15M /dev/zero >&4; exec sleep 60")]
    [InlineData("perl -e 'for (1..7000) { open F, q(>), $_ }'; sleep 60")]
    [InlineData(": > one > two; fallocate -n -l 15M one; fallocate -n -l 15M two; sleep 60")]
    [InlineData("perl -e '$name = q(d) x 200; for (1..50) { mkdir $name; chdir $name } open F, q(>one); open G, q(>two); $_ = q(x) x 15728640; print F; print G; sleep 60'")]
    [InlineData("perl -e '$hide = shift; syscall($hide, 4, 0, 0, 0, 0); open F, q(>one); unlink q(one); print F q(x) x 10485760; open F2, q(>one); unlink q(one); print F2 q(x) x 10485760; sleep 60' $([ $(uname -m) = x86_64 ] && echo 157 || echo 167)")]
    public async Task Too_much_disk_ends_it_with_a_sentence(string script)
    {
        var finished = await RunAsync(script, limits => limits with { DiskBytes = 20 * MiB });

        Assert.Equal("The disk limit of 20 MiB was reached.", finished.LimitReached);
        Assert.NotEqual(0, finished.ExitCode);
    }

    [Theory]
    [InlineData("mkdir one; head -c 30M /dev/zero > one/file; chmod 0300 one; sleep 60")]
    [InlineData("perl -e 'for (1..600) { mkdir q(d); chdir q(d) } sleep 60'")]
    [InlineData("cp /bin/sleep s; chmod 0111 s; exec 3>one; rm one; head -c 15M /dev/zero >&3; exec ./s 60")]
    public async Task What_cannot_be_measured_counts_as_too_much_disk(string script)
    {
        var finished = await RunAsync(script, limits => limits with { DiskBytes = 20 * MiB });

        Assert.Contains("disk limit of 20 MiB", finished.LimitReached, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_ends_it_with_a_sentence()
    {
        var finished = await RunAsync("sleep 60", limits => limits with { FreeDiskBytes = 1L << 60 });

        Assert.Equal("Less than 1048576 TiB were free on the disk of the work folders.", finished.LimitReached);
    }

    [Theory]
    [InlineData("perl -e 'shmget(0, 1 << 20, 0600 | 01000) // die qq($!\n)'")]
    [InlineData("perl -e 'msgget(0, 0600 | 01000) // die qq($!\n)'")]
    [InlineData("perl -e '$m = q(m); syscall(shift, $m, 0) >= 0 || die qq($!\n)' $([ $(uname -m) = x86_64 ] && echo 319 || echo 279)")]
    public async Task Memory_that_no_count_sees_is_not_to_be_had(string script)
    {
        var finished = await RunAsync(script, limits => limits);

        Assert.Equal("Function not implemented\n", finished.Error);
    }

    [Fact]
    public async Task The_time_limit_interrupts()
    {
        var finished = await RunAsync("trap 'echo cleaning up; exit 5' INT; while :; do sleep 0.05; done", limits => limits with { Time = TimeSpan.FromMilliseconds(300) });

        Assert.Equal(new Finished(5, "The time limit of 0.3 s was reached.", "cleaning up\n", ""), finished);
    }

    [Fact]
    public async Task After_the_time_limit_a_program_that_does_not_listen_is_killed()
    {
        var began = Stopwatch.StartNew();
        var finished = await RunAsync(
            "trap '' INT; while :; do sleep 0.05; done",
            limits => limits with { Time = TimeSpan.FromMilliseconds(200), InterruptGrace = TimeSpan.FromMilliseconds(300) });

        Assert.Equal("The time limit of 0.2 s was reached.", finished.LimitReached);
        Assert.True(began.Elapsed > TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task Open_files_have_an_end()
    {
        var finished = await RunAsync("ulimit -n; ulimit -c", limits => limits with { OpenFiles = 100 });

        Assert.Equal("100\n0\n", finished.Output);
    }

    [Fact]
    public async Task Two_sandboxes_have_a_process_limit_each()
    {
        var request = Request("i=0; while [ $i -lt 12 ]; do sleep 1 & i=$((i+1)); done; wait", limits => limits with { Processes = 20 });

        var both = await Task.WhenAll(_sandbox.RunAsync(request), _sandbox.RunAsync(request));

        Assert.All(both, finished => Assert.Equal(new Finished(0, null, "", ""), finished));
    }

    private Task<Finished> RunAsync(string script, Func<ProcessLimits, ProcessLimits> change) => _sandbox.RunAsync(Request(script, change));

    private SandboxRequest Request(string script, Func<ProcessLimits, ProcessLimits> change)
    {
        var request = _sandbox.Shell(script);
        return request with { Limits = change(request.Limits) };
    }
}
