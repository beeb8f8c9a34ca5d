using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Secrets;

namespace Platform.Runs.Logs;

/// <summary>Finished logs in the blob store: compressed pieces of equal length, so that any offset is found without reading what lies before it.</summary>
public sealed class LogArchive(PlatformDbContext db, ISecretBox secrets, IEncryptedBlobs blobs)
{
    private const int PieceLength = 1024 * 1024;

    /// <summary>The bytes from <paramref name="offset"/> on, at most <paramref name="limit"/> and at most to the end of the piece that the offset lies in.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(
        OrganizationId organization, string phase, LogStream stream, long offset, int limit, CancellationToken cancellationToken)
    {
        await using var blob = await blobs.OpenReadAsync(organization, BlobName.Log(phase, stream, offset / PieceLength), cancellationToken);
        if (blob is null)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        await using var piece = new GZipStream(blob, CompressionMode.Decompress);
        var buffer = new byte[PieceLength];
        var length = await piece.ReadAtLeastAsync(buffer, PieceLength, throwOnEndOfStream: false, cancellationToken);
        var start = (int)(offset % PieceLength);
        return start >= length ? ReadOnlyMemory<byte>.Empty : buffer.AsMemory(start, Math.Min(limit, length - start));
    }

    /// <summary>Moves one log: the pieces are durable before the rows go.</summary>
    public async Task ArchiveAsync(OrganizationId organization, string phase, CancellationToken cancellationToken)
    {
        foreach (var stream in Enum.GetValues<LogStream>())
        {
            await WritePiecesAsync(organization, phase, stream, cancellationToken);
        }

        await db.LogChunks.Where(c => c.Phase == phase).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task WritePiecesAsync(OrganizationId organization, string phase, LogStream stream, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceLength];
        var filled = 0;
        var number = 0L;
        var chunks = db.LogChunks.AsNoTracking().Where(c => c.Phase == phase && c.Stream == stream).OrderBy(c => c.Offset).AsAsyncEnumerable();
        await foreach (var chunk in chunks.WithCancellation(cancellationToken))
        {
            ReadOnlyMemory<byte> rest = await secrets.OpenAsync(organization, AppendLog.Context(phase, stream, chunk.Offset), chunk.Bytes, cancellationToken);
            while (!rest.IsEmpty)
            {
                var take = Math.Min(rest.Length, PieceLength - filled);
                rest[..take].CopyTo(piece.AsMemory(filled));
                rest = rest[take..];
                filled += take;
                if (filled == PieceLength)
                {
                    await PutAsync(organization, BlobName.Log(phase, stream, number++), piece.AsMemory(0, filled), cancellationToken);
                    filled = 0;
                }
            }
        }

        if (filled > 0)
        {
            await PutAsync(organization, BlobName.Log(phase, stream, number), piece.AsMemory(0, filled), cancellationToken);
        }
    }

    private async Task PutAsync(OrganizationId organization, BlobName name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(bytes, cancellationToken);
        }

        compressed.Position = 0;
        await blobs.PutAsync(organization, name, compressed, cancellationToken);
    }
}
