using Platform.Blobs;

namespace Platform.UnitTests.Blobs;

public sealed class FolderBlobStoreTests : BlobStoreConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("platform-unit-").FullName;

    private protected override IBlobStore Store => new FolderBlobStore(_folder, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_is_for_its_owner_alone()
    {
        await Store.PutAsync("org-1/a", new MemoryStream([1]), Token);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "org-1", "a")));
    }

    [Fact]
    public async Task Nothing_unfinished_is_left_behind()
    {
        await Store.PutAsync("a", new MemoryStream([1]), Token);
        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("b", new BreakingStream(10), Token));

        Assert.Equal([Path.Combine(_folder, "a")], Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void What_a_crash_left_is_cleared_away_and_what_may_still_be_written_is_not()
    {
        _ = Store;
        var old = Path.Combine(_folder, ".unfinished", "old");
        var young = Path.Combine(_folder, ".unfinished", "young");
        File.WriteAllText(old, "");
        File.WriteAllText(young, "");
        File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-3));

        _ = Store;

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [Fact]
    public async Task A_reader_keeps_the_object_it_opened_while_it_is_replaced()
    {
        await Store.PutAsync("a", new MemoryStream([1, 2, 3]), Token);
        await using var reader = await Store.OpenReadAsync("a", Token);

        await Store.PutAsync("a", new MemoryStream([4, 5, 6]), Token);

        var read = new byte[3];
        await reader!.ReadExactlyAsync(read, Token);
        Assert.Equal([1, 2, 3], read);
    }
}
