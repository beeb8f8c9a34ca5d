using System.Formats.Tar;
using System.IO.Compression;

namespace Platform.UnitTests.Sandbox;

/// <summary>An uploaded archive is unpacked by the host's tar inside a sandbox, streamed on standard input.</summary>
public sealed class UnpackingTests : IDisposable
{
    private readonly SandboxFixture _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Files_and_links_that_stay_inside_are_kept()
    {
        var exit = await UnpackAsync(
            new PaxTarEntry(TarEntryType.RegularFile, "main.tf") { DataStream = new MemoryStream("resource"u8.ToArray()) },
            new PaxTarEntry(TarEntryType.SymbolicLink, "link.tf") { LinkName = "main.tf" },
            new PaxTarEntry(TarEntryType.RegularFile, "program") { Mode = (UnixFileMode)0xDED, DataStream = new MemoryStream([1]) });

        Assert.Equal(0, exit);
        Assert.Equal("resource", await File.ReadAllTextAsync(Path.Combine(_sandbox.Work, "link.tf"), TestContext.Current.CancellationToken));
        Assert.Equal(0, (int)(File.GetUnixFileMode(Path.Combine(_sandbox.Work, "program")) & (UnixFileMode.SetUser | UnixFileMode.SetGroup)));
    }

    [Theory, InlineData("../escaped"), InlineData("/run/platform/escaped"), InlineData("out/escaped")]
    public async Task Nothing_is_written_outside(string name)
    {
        await UnpackAsync(
            new PaxTarEntry(TarEntryType.SymbolicLink, "out") { LinkName = _sandbox.Folder },
            new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });

        Assert.Equal([_sandbox.Work], Directory.GetFileSystemEntries(_sandbox.Folder));
    }

    private async Task<int> UnpackAsync(params TarEntry[] entries)
    {
        var request = _sandbox.Shell("") with { FileName = "/usr/bin/tar", Arguments = ["-xz", "--no-same-owner", "--no-same-permissions"] };
        await using var process = await _sandbox.Host.StartAsync(request, TestContext.Current.CancellationToken);
        await using (var compressed = new GZipStream(process.StandardInput, CompressionLevel.Fastest))
        {
            await using var archive = new TarWriter(compressed);
            foreach (var entry in entries)
            {
                await archive.WriteEntryAsync(entry, TestContext.Current.CancellationToken);
            }
        }

        return (await SandboxFixture.FinishAsync(process)).ExitCode;
    }
}
