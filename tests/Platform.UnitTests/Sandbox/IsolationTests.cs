using System.Net;
using System.Net.Sockets;
using Platform.Sandbox;

namespace Platform.UnitTests.Sandbox;

public sealed class IsolationTests : IDisposable
{
    private readonly SandboxFixture _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task The_root_holds_only_what_a_program_needs()
    {
        var finished = await _sandbox.RunAsync("ls / | tr '\\n' ' '; ls /home /run /run/platform | tr '\\n' ' '");
        var names = finished.Output.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);

        Assert.Subset(
            new HashSet<string>(["bin", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "proc", "run", "sbin", "tmp", "usr", "/home", "runner", "/run", "platform", "/run/platform", "private", "work"]),
            names.ToHashSet());
    }

    [Fact]
    public async Task A_file_beside_the_work_folder_cannot_be_read()
    {
        var secret = Path.Combine(_sandbox.Folder, "secret");
        await File.WriteAllTextAsync(secret, "master key", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(_sandbox.Work, "link"), secret);

        var finished = await _sandbox.RunAsync(_sandbox.Shell("cat \"$1\" ../secret link", secret));

        Assert.Equal("", finished.Output);
        Assert.Equal(3, finished.Error.Split("No such file").Length - 1);
    }

    [Fact]
    public async Task No_other_process_is_seen()
    {
        var finished = await _sandbox.RunAsync(_sandbox.Shell("ls -d /proc/[0-9]* | wc -l; cat /proc/$1/environ", $"{Environment.ProcessId}"));

        // The namespace's first process, the shell, and the two programs of the pipe.
        Assert.InRange(int.Parse(finished.Output), 2, 4);
        Assert.Contains("No such file", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_open_file_of_ours_is_inherited()
    {
        var finished = await _sandbox.RunAsync("readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2 | cut -d: -f1; for file in /proc/$$/fd/*; do readlink $file; done | grep -v pipe");

        Assert.Equal("pipe\npipe\npipe\n", finished.Output);
    }

    [Fact]
    public async Task It_holds_no_capability_and_can_gain_none()
    {
        var finished = await _sandbox.RunAsync("grep -E '^(NoNewPrivs|CapPrm|CapEff|CapBnd)' /proc/self/status | tr -d '\\t'; id -u; unshare -U true 2>/dev/null || echo refused");

        Assert.Equal("CapPrm:0000000000000000\nCapEff:0000000000000000\nCapBnd:0000000000000000\nNoNewPrivs:1\n1000\nrefused\n", finished.Output);
    }

    [Fact]
    public async Task Signals_are_as_a_terminal_would_leave_them()
    {
        var finished = await _sandbox.RunAsync("grep -E '^Sig(Ign|Blk)' /proc/self/status | tr -d '\\t'");

        Assert.Equal("SigBlk:0000000000000000\nSigIgn:0000000000000000\n", finished.Output);
    }

    [Fact]
    public async Task Nothing_of_it_is_root_outside()
    {
        await using var process = await _sandbox.Host.StartAsync(_sandbox.Shell("echo ready; sleep 60"), TestContext.Current.CancellationToken);
        await SandboxFixture.ReadLineAsync(process);

        // The program itself, the first process of its namespace, and bubblewrap.
        var pid = Assert.NotNull(process.EnginePid);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var status = await File.ReadAllLinesAsync($"/proc/{pid}/status", TestContext.Current.CancellationToken);
            var ids = status.Where(line => line.StartsWith("Uid:", StringComparison.Ordinal) || line.StartsWith("Gid:", StringComparison.Ordinal)).SelectMany(line => line.Split('\t')[1..]);
            Assert.All(ids, id => Assert.NotEqual("0", id));
            pid = int.Parse(status.Single(line => line.StartsWith("PPid:", StringComparison.Ordinal)).Split('\t')[1]);
        }

        Assert.Equal(Environment.ProcessId, pid);
    }

    [Fact]
    public async Task Secrets_are_on_no_command_line()
    {
        var request = _sandbox.Shell("echo ready; sleep 60") with { Environment = new Dictionary<string, string> { ["TOKEN"] = "visible-to-nobody" } };
        await using var process = await _sandbox.Host.StartAsync(request, TestContext.Current.CancellationToken);
        await SandboxFixture.ReadLineAsync(process);

        Assert.Empty(RunningProcesses.WithCommandLine("visible-to-nobody"));
    }

    [Theory, InlineData(SandboxNetwork.None), InlineData(SandboxNetwork.Fenced)]
    public async Task The_loopback_of_the_host_is_out_of_reach(SandboxNetwork network)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var fence = Platform.Sandbox.Network.FencedNetwork.Start(new() { UserId = SandboxFixture.UserId }, TimeProvider.System);
        var request = _sandbox.Shell("bash -c 'exec 3<>/dev/tcp/127.0.0.1/'$1; bash -c 'exec 3<>/dev/tcp/192.0.2.1/80'", $"{((IPEndPoint)listener.LocalEndpoint).Port}");

        var finished = await _sandbox.RunAsync(request with { Network = network, Fence = fence });

        Assert.Contains("Connection refused", finished.Error, StringComparison.Ordinal);
        Assert.Contains("Network is unreachable", finished.Error, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_program_runs_as_nobody_but_the_user_it_may_run_as()
    {
        var impossible = _sandbox.Shell("true") with { UserId = Environment.IsPrivilegedProcess ? null : SandboxFixture.SlotUser };

        await Assert.ThrowsAsync<ArgumentException>(() => _sandbox.Host.StartAsync(impossible, TestContext.Current.CancellationToken));
    }
}
