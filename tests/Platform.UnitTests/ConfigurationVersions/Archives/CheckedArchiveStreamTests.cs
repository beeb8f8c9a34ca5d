using System.Security.Cryptography;
using Platform.ConfigurationVersions.Archives;
using Platform.Results;

namespace Platform.UnitTests.ConfigurationVersions.Archives;

public sealed class CheckedArchiveStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_archive_passes_through_byte_for_byte()
    {
        var upload = new TestArchive().File("main.tf", Convert.ToBase64String(RandomNumberGenerator.GetBytes(3_000_000))).Compressed();
        await using var checkedArchive = new CheckedArchiveStream(new MemoryStream(upload), ArchiveLimits.For(10_000_000), Token);
        using var stored = new MemoryStream();

        await checkedArchive.CopyToAsync(stored, Token);

        Assert.Equal(upload, stored.ToArray());
        Assert.Null(checkedArchive.Refusal);
    }

    [Fact]
    public async Task A_reader_of_a_refused_archive_never_comes_to_its_end()
    {
        var upload = new TestArchive().File("main.tf", Convert.ToBase64String(RandomNumberGenerator.GetBytes(3_000_000))).File("../evil").Compressed();
        await using var checkedArchive = new CheckedArchiveStream(new MemoryStream(upload), ArchiveLimits.For(10_000_000), Token);

        await Assert.ThrowsAsync<ArchiveRefusedException>(() => checkedArchive.CopyToAsync(Stream.Null, Token));

        Assert.Equal(RefusalKind.Invalid, checkedArchive.Refusal?.Kind);
    }

    [Fact]
    public async Task More_bytes_than_allowed_are_refused_as_too_large()
    {
        var upload = new TestArchive().File("main.tf", Convert.ToBase64String(RandomNumberGenerator.GetBytes(3_000_000))).Compressed();
        await using var checkedArchive = new CheckedArchiveStream(new MemoryStream(upload), ArchiveLimits.For(upload.Length - 1), Token);

        await Assert.ThrowsAsync<ArchiveRefusedException>(() => checkedArchive.CopyToAsync(Stream.Null, Token));

        Assert.Equal(RefusalKind.TooLarge, checkedArchive.Refusal?.Kind);
    }

    [Fact]
    public async Task A_broken_upload_is_no_refusal_and_leaves_no_check_behind()
    {
        var upload = new TestArchive().File("main.tf", Convert.ToBase64String(RandomNumberGenerator.GetBytes(3_000_000))).Compressed();
        var checkedArchive = new CheckedArchiveStream(new BreakingStream(upload[..1_000_000]), ArchiveLimits.For(10_000_000), Token);

        await Assert.ThrowsAsync<IOException>(() => checkedArchive.CopyToAsync(Stream.Null, Token));
        await checkedArchive.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Null(checkedArchive.Refusal);
    }

    private sealed class BreakingStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new IOException("The connection broke.");
    }
}
