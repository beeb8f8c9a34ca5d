using System.Text;
using Platform.Sandbox;

namespace Platform.UnitTests.Sandbox;

public sealed class SandboxHostTests : IDisposable
{
    private readonly SandboxFixture _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory, InlineData(SandboxNetwork.None), InlineData(SandboxNetwork.Fenced), InlineData(SandboxNetwork.Open)]
    public async Task This_host_can_run_sandboxes(SandboxNetwork network) =>
        Assert.Null((await _sandbox.Host.CheckAsync(network, TestContext.Current.CancellationToken)).Problem);

    [Fact]
    public async Task Exit_code_and_both_outputs_come_out()
    {
        var finished = await _sandbox.RunAsync("echo out; echo err >&2; exit 7");

        Assert.Equal(new Finished(7, null, "out\n", "err\n"), finished);
    }

    [Fact]
    public async Task Standard_input_goes_in()
    {
        await using var process = await _sandbox.Host.StartAsync(_sandbox.Shell("cat"), TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
        process.StandardInput.Close();

        Assert.Equal("hello", (await SandboxFixture.FinishAsync(process)).Output);
    }

    [Fact]
    public async Task The_environment_is_what_was_asked_for_and_nothing_of_ours()
    {
        Environment.SetEnvironmentVariable("SANDBOX_TEST_SECRET", "do not inherit");
        var finished = await _sandbox.RunAsync(_sandbox.Shell("env") with { Environment = new Dictionary<string, string> { ["ASKED"] = "a=b c\nd" } });

        Assert.Contains("ASKED=a=b c\nd\n", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SANDBOX_TEST_SECRET", finished.Output, StringComparison.Ordinal);
        var names = finished.Output.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal)).Select(line => line.Split('=')[0]).Order();
        Assert.Equal(["ASKED", "HOME", "LANG", "PATH", "PWD", "TMPDIR", "USER"], names);
    }

    [Fact]
    public async Task Private_files_are_readable_inside_and_nowhere_on_the_host()
    {
        var request = _sandbox.Shell("cat /run/platform/private/token; stat -c %a /run/platform/private/token; echo x > /run/platform/private/other") with
        {
            PrivateFiles = new Dictionary<string, ReadOnlyMemory<byte>> { ["token"] = Encoding.UTF8.GetBytes("s3cr3t\n") },
        };
        var finished = await _sandbox.RunAsync(request);

        Assert.StartsWith("s3cr3t\n400\n", finished.Output, StringComparison.Ordinal);
        Assert.Contains("Read-only", finished.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_sandbox.Work));
    }

    [Fact]
    public async Task Only_the_work_folder_and_the_scratch_folders_can_be_written()
    {
        var finished = await _sandbox.RunAsync("""
            for folder in / /usr /etc /dev /run /run/platform /run/platform/work /tmp /dev/shm "$HOME"; do
              if (echo x > "$folder/probe") 2>/dev/null; then echo "$folder"; fi
            done
            """);

        Assert.Equal("/run/platform/work\n/tmp\n/dev/shm\n/home/runner\n", finished.Output);
        Assert.Equal("x\n", await File.ReadAllTextAsync(Path.Combine(_sandbox.Work, "probe"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_starts_in_the_folder_that_was_asked_for()
    {
        Directory.CreateDirectory(Path.Combine(_sandbox.Work, "modules/network"));
        var finished = await _sandbox.RunAsync(_sandbox.Shell("pwd") with { CurrentDirectory = "modules/network" });

        Assert.Equal("/run/platform/work/modules/network\n", finished.Output);
    }

    [Fact]
    public async Task A_mount_is_readable_and_not_writable()
    {
        var tools = Directory.CreateDirectory(Path.Combine(_sandbox.Folder, "tools"));
        await File.WriteAllTextAsync(Path.Combine(tools.FullName, "note"), "hello", TestContext.Current.CancellationToken);
        var finished = await _sandbox.RunAsync(_sandbox.Shell("cat /opt/tools/note; echo x > /opt/tools/note") with { Mounts = [new SandboxMount(tools.FullName, "/opt/tools")] });

        Assert.Equal("hello", finished.Output);
        Assert.Contains("Read-only", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sandbox_that_cannot_be_set_up_says_why()
    {
        var request = _sandbox.Shell("true") with { Mounts = [new SandboxMount("/no/such/folder", "/opt/tools")] };

        var fault = await Assert.ThrowsAsync<SandboxStartException>(() => _sandbox.RunAsync(request));

        Assert.Contains("/no/such/folder", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("modules", "The folder modules does not exist in the work folder.")]
    [InlineData("../..", "The folder ../.. is no folder in the work folder.")]
    [InlineData("file", "The folder file is no folder in the work folder.")]
    public async Task A_folder_to_start_in_must_be_in_the_work_folder(string folder, string sentence)
    {
        await File.WriteAllTextAsync(Path.Combine(_sandbox.Work, "file"), "", TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<SandboxStartException>(() => _sandbox.RunAsync(_sandbox.Shell("true") with { CurrentDirectory = folder }));

        Assert.Equal(sentence, fault.Message);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_fails_by_name()
    {
        var finished = await _sandbox.RunAsync(_sandbox.Shell("") with { FileName = "/usr/bin/no-such-program" });

        Assert.NotEqual(0, finished.ExitCode);
        Assert.Contains("/usr/bin/no-such-program", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Very_short_programs_start_and_end_well()
    {
        var exits = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _sandbox.RunAsync(_sandbox.Shell("") with { FileName = "/usr/bin/true", Arguments = [] })));

        Assert.All(exits, finished => Assert.Equal(new Finished(0, null, "", ""), finished));
    }

    [Fact]
    public async Task Environment_cannot_smuggle_in_options()
    {
        var request = _sandbox.Shell("true") with { Environment = new Dictionary<string, string> { ["A"] = "b\0--bind\0/\0/host" } };

        await Assert.ThrowsAsync<SandboxStartException>(() => _sandbox.RunAsync(request));
    }
}
