using Platform.Blobs;

namespace Platform.UnitTests.Blobs;

public sealed class S3BlobStoreTests : BlobStoreConformance, IAsyncLifetime
{
    private S3TestServer? _server;
    private S3BlobStore? _store;

    private protected override IBlobStore Store => _store!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await S3TestServer.StartAsync(Token);
        var options = new S3Options { Bucket = "bucket", Prefix = "platform/", Endpoint = _server.Url, ForcePathStyle = true, AccessKey = "key", SecretKey = "secret" };
        _store = new S3BlobStore(BlobsModule.CreateClient(options), options);
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Objects_lie_below_the_prefix()
    {
        await Store.PutAsync("org-1/a", new MemoryStream([1]), Token);

        Assert.Equal(["bucket/platform/org-1/a"], _server!.Keys);
    }

    [Fact]
    public async Task A_large_object_is_sent_in_parts()
    {
        await Store.PutAsync("a", new MemoryStream(new byte[(2 * S3BlobStore.PartSize) + 1]), Token);

        Assert.Equal(3, _server!.MostParts);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_no_parts_in_the_store()
    {
        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("a", new BreakingStream(S3BlobStore.PartSize + 1), Token));

        Assert.Equal(0, _server!.OpenUploads);
    }
}
