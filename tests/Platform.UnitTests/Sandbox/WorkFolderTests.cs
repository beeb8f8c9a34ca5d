using System.Text;
using Platform.Sandbox;

namespace Platform.UnitTests.Sandbox;

public sealed class WorkFolderTests : IDisposable
{
    private readonly SandboxFixture _sandbox = new();
    private readonly WorkFolder _folder;

    public WorkFolderTests()
    {
        _folder = WorkFolder.Open(_sandbox.Work, SandboxFixture.UserId);
        File.WriteAllText(Path.Combine(_sandbox.Folder, "secret"), "master key");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _sandbox.Dispose();
    }

    [Fact]
    public async Task What_a_program_wrote_is_read()
    {
        await _sandbox.RunAsync("mkdir sub; echo hello > sub/file; ln -s sub/file link");

        Assert.Equal("hello\n", Read("sub/file"));
        Assert.Equal("hello\n", Read("link"));
        Assert.Null(_folder.OpenRead("absent"));
    }

    [Theory]
    [InlineData("ln -s ../secret state")]
    [InlineData("ln -s /etc/passwd state")]
    [InlineData("ln -s .. up; ln -s up/secret state")]
    [InlineData("ln -s /proc/self/root/etc/passwd state")]
    [InlineData("mkfifo state")]
    [InlineData("mkdir state")]
    public async Task A_trap_is_not_opened(string script)
    {
        Assert.Equal(0, (await _sandbox.RunAsync(script)).ExitCode);

        Assert.Throws<IOException>(() => _folder.OpenRead("state"));
        Assert.Throws<IOException>(() => _folder.Create("state"));
        Assert.Equal("master key", await File.ReadAllTextAsync(Path.Combine(_sandbox.Folder, "secret"), TestContext.Current.CancellationToken));
    }

    [Theory, InlineData("../secret"), InlineData("/etc/passwd")]
    public void A_path_that_leads_out_is_not_opened(string path)
    {
        Assert.Throws<IOException>(() => _folder.OpenRead(path));
        Assert.Throws<IOException>(() => _folder.Create(path));
    }

    [Fact]
    public async Task What_is_made_here_belongs_to_the_program()
    {
        await using (var file = _folder.Create("variables"))
        {
            await file.WriteAsync("a = 1"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        var finished = await _sandbox.RunAsync("cat variables; echo b >> variables; stat -c %a variables");

        Assert.Equal("a = 1600\n", finished.Output);
        Assert.Equal("a = 1b\n", Read("variables"));
    }

    private string Read(string path)
    {
        using var reader = new StreamReader(_folder.OpenRead(path)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
