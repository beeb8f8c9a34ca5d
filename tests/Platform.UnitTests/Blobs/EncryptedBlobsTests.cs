using System.Security.Cryptography;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.UnitTests.Secrets;

namespace Platform.UnitTests.Blobs;

public sealed class EncryptedBlobsTests : IDisposable
{
    private const int Segment = EncryptingStream.SegmentSize;
    private const int SealedSegment = Segment + 16;
    private static readonly OrganizationId Demo = OrganizationId.New();
    private static readonly BlobName Name = BlobName.State(StateVersionId.New());
    private readonly SecretsFixture _fixture = new();
    private readonly FolderBlobStore _store;
    private readonly EncryptedBlobs _blobs;

    public EncryptedBlobsTests()
    {
        _store = new FolderBlobStore(Path.Combine(_fixture.Database.Folder, "blobs"), TimeProvider.System);
        _blobs = new EncryptedBlobs(_store, _fixture.OpenKeys());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Segment - 1)]
    [InlineData(Segment)]
    [InlineData(Segment + 1)]
    [InlineData(3 * Segment)]
    [InlineData((5 * Segment) + 777)]
    public async Task An_object_reads_as_it_was_written_on_a_node_that_has_cached_nothing(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);

        Assert.Equal(length, await _blobs.PutAsync(Demo, Name, new TricklingStream(content), Token));

        Assert.Equal(content, await ReadAsync(new EncryptedBlobs(_store, _fixture.OpenKeys()), Demo, Name));
    }

    [Fact]
    public async Task Every_flipped_byte_is_noticed()
    {
        await _blobs.PutAsync(Demo, Name, new MemoryStream("{\"serial\":1}"u8.ToArray()), Token);
        var stored = await StoredAsync(Demo, Name);

        for (var at = 0; at < stored.Length; at++)
        {
            var altered = stored.ToArray();
            altered[at] ^= 0x40;
            await AssertRefusedAsync(altered);
        }
    }

    [Fact]
    public async Task Every_cut_of_a_small_object_is_noticed()
    {
        await _blobs.PutAsync(Demo, Name, new MemoryStream("{\"serial\":1}"u8.ToArray()), Token);
        var stored = await StoredAsync(Demo, Name);

        for (var length = 0; length < stored.Length; length++)
        {
            await AssertRefusedAsync(stored[..length]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_object_cut_between_two_segments_is_noticed(int segmentsLeft)
    {
        await _blobs.PutAsync(Demo, Name, new MemoryStream(new byte[3 * Segment]), Token);
        var stored = await StoredAsync(Demo, Name);

        await AssertRefusedAsync(stored[..(BlobHeader.Size + (segmentsLeft * SealedSegment))]);
    }

    [Fact]
    public async Task Something_appended_is_noticed()
    {
        await _blobs.PutAsync(Demo, Name, new MemoryStream(new byte[Segment]), Token);

        await AssertRefusedAsync([.. await StoredAsync(Demo, Name), 0]);
    }

    [Fact]
    public async Task Segments_that_change_places_or_come_twice_are_noticed()
    {
        await _blobs.PutAsync(Demo, Name, new MemoryStream(RandomNumberGenerator.GetBytes(3 * Segment)), Token);
        var stored = await StoredAsync(Demo, Name);
        var header = stored[..BlobHeader.Size];
        var parts = stored[BlobHeader.Size..].Chunk(SealedSegment).ToArray();

        await AssertRefusedAsync([.. header, .. parts[1], .. parts[0], .. parts[2]]);
        await AssertRefusedAsync([.. header, .. parts[0], .. parts[0], .. parts[2]]);
        await AssertRefusedAsync([.. header, .. parts[0], .. parts[2]]);
    }

    [Fact]
    public async Task No_byte_of_an_altered_segment_reaches_the_reader()
    {
        await _blobs.PutAsync(Demo, Name, new MemoryStream(new byte[2 * Segment]), Token);
        var stored = await StoredAsync(Demo, Name);
        stored[^1] ^= 1;
        await _store.PutAsync(PathOf(Demo, Name), new MemoryStream(stored), Token);

        await using var reader = await _blobs.OpenReadAsync(Demo, Name, Token);
        var read = new MemoryStream();
        await Assert.ThrowsAsync<InvalidDataException>(() => reader!.CopyToAsync(read, Token));

        Assert.Equal(Segment, read.Length);
    }

    [Fact]
    public async Task An_object_in_the_place_of_another_is_noticed()
    {
        var other = BlobName.State(StateVersionId.New());
        await _blobs.PutAsync(Demo, Name, new MemoryStream([1]), Token);

        await _store.PutAsync(PathOf(Demo, other), new MemoryStream(await StoredAsync(Demo, Name)), Token);

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(_blobs, Demo, other));
    }

    [Fact]
    public async Task An_object_of_another_organization_is_noticed()
    {
        var other = OrganizationId.New();
        await _blobs.PutAsync(Demo, Name, new MemoryStream([1]), Token);
        await _blobs.PutAsync(other, Name, new MemoryStream([2]), Token);

        await _store.PutAsync(PathOf(other, Name), new MemoryStream(await StoredAsync(Demo, Name)), Token);

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(_blobs, other, Name));
    }

    [Fact]
    public async Task Nothing_of_the_content_shows_in_the_store()
    {
        var secret = "a password that nobody should read"u8.ToArray();
        await _blobs.PutAsync(Demo, Name, new MemoryStream(secret), Token);

        Assert.Equal(-1, (await StoredAsync(Demo, Name)).AsSpan().IndexOf(secret));
    }

    [Fact]
    public async Task A_deleted_object_is_gone()
    {
        await _blobs.PutAsync(Demo, Name, new MemoryStream([1]), Token);

        await _blobs.DeleteAsync(Demo, Name, Token);

        Assert.Null(await _blobs.OpenReadAsync(Demo, Name, Token));
    }

    private static string PathOf(OrganizationId organization, BlobName name) => $"{organization}/{name}";

    private async Task AssertRefusedAsync(byte[] altered)
    {
        await _store.PutAsync(PathOf(Demo, Name), new MemoryStream(altered), Token);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(_blobs, Demo, Name));
    }

    private async Task<byte[]> StoredAsync(OrganizationId organization, BlobName name)
    {
        await using var stream = await _store.OpenReadAsync(PathOf(organization, name), Token);
        return await ReadAsync(stream);
    }

    private static async Task<byte[]> ReadAsync(EncryptedBlobs blobs, OrganizationId organization, BlobName name)
    {
        await using var stream = await blobs.OpenReadAsync(organization, name, Token);
        return await ReadAsync(stream);
    }

    private static async Task<byte[]> ReadAsync(Stream? stream)
    {
        Assert.NotNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }
}
