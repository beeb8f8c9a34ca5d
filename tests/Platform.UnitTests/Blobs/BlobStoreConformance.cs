using System.Security.Cryptography;
using Platform.Blobs;

namespace Platform.UnitTests.Blobs;

/// <summary>What every blob store promises.</summary>
public abstract class BlobStoreConformance
{
    private protected abstract IBlobStore Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(S3BlobStore.PartSize - 1)]
    [InlineData(S3BlobStore.PartSize)]
    [InlineData(S3BlobStore.PartSize + 1)]
    [InlineData((2 * S3BlobStore.PartSize) + 12345)]
    public async Task An_object_reads_as_it_was_written(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);

        await Store.PutAsync("org-1/state-versions/sv-1.tfstate", new TricklingStream(content), Token);

        Assert.Equal(content, await ReadAsync("org-1/state-versions/sv-1.tfstate"));
    }

    [Fact]
    public async Task There_is_nothing_under_a_name_that_was_never_written()
    {
        Assert.Null(await Store.OpenReadAsync("org-1/none", Token));
    }

    [Fact]
    public async Task A_second_write_replaces_the_whole_object()
    {
        await Store.PutAsync("a", new MemoryStream(new byte[1000]), Token);
        await Store.PutAsync("a", new MemoryStream([1, 2, 3]), Token);

        Assert.Equal([1, 2, 3], await ReadAsync("a"));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(S3BlobStore.PartSize + 10)]
    public async Task A_write_that_breaks_off_leaves_the_object_that_was_there(int until)
    {
        await Store.PutAsync("a", new MemoryStream([1, 2, 3]), Token);

        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("a", new BreakingStream(until), Token));

        Assert.Equal([1, 2, 3], await ReadAsync("a"));
    }

    [Fact]
    public async Task A_deleted_object_is_gone_and_deleting_it_again_is_fine()
    {
        await Store.PutAsync("a/b", new MemoryStream([1]), Token);

        await Store.DeleteAsync("a/b", Token);
        await Store.DeleteAsync("a/b", Token);

        Assert.Null(await Store.OpenReadAsync("a/b", Token));
    }

    [Fact]
    public async Task Writers_of_many_objects_do_not_disturb_each_other()
    {
        await Parallel.ForAsync(0, 20, Token, async (i, token) => await Store.PutAsync($"many/{i}", new MemoryStream([(byte)i]), token));

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal([(byte)i], await ReadAsync($"many/{i}"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData(".unfinished/a")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    public async Task A_name_that_could_lead_elsewhere_is_refused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(name, new MemoryStream([1]), Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenReadAsync(name, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(name, Token));
    }

    private async Task<byte[]> ReadAsync(string name)
    {
        await using var stream = await Store.OpenReadAsync(name, Token);
        Assert.NotNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }
}
