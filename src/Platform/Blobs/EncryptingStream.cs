using System.Buffers;
using Platform.Secrets;

namespace Platform.Blobs;

/// <summary>Reads a plain stream and gives out the encrypted object: the header, then segments of 64 KiB, each with its tag.</summary>
/// <remarks>It reads one byte ahead to know the last segment, which is marked, so that an object cut between two segments is noticed.</remarks>
internal sealed class EncryptingStream(Stream plain, byte[] header, ObjectCipher cipher) : ReadOnlyStream
{
    public const int SegmentSize = 64 * 1024;
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(SegmentSize + 1);
    private readonly byte[] _sealed = ArrayPool<byte>.Shared.Rent(Math.Max(BlobHeader.Size, SegmentSize + ObjectCipher.TagSize));
    private int _sealedAt;
    private int _sealedLength;
    private int _ahead;
    private uint _number;
    private Stage _stage = Stage.Header;
    private bool _disposed;

    private enum Stage
    {
        Header,
        Segments,
        Ended,
    }

    /// <summary>How many plain bytes were read so far.</summary>
    public long PlainLength { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_sealedAt == _sealedLength)
        {
            await FillAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _sealedLength - _sealedAt);
        _sealed.AsMemory(_sealedAt, count).CopyTo(buffer);
        _sealedAt += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (!_disposed)
        {
            _disposed = true;
            cipher.Dispose();
            ArrayPool<byte>.Shared.Return(_plain, clearArray: true);
            ArrayPool<byte>.Shared.Return(_sealed);
        }

        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        (_sealedAt, _sealedLength) = (0, 0);
        switch (_stage)
        {
            case Stage.Header:
                header.CopyTo(_sealed.AsSpan());
                _sealedLength = header.Length;
                _stage = Stage.Segments;
                break;
            case Stage.Segments:
                await SealNextAsync(cancellationToken);
                break;
            case Stage.Ended:
                break;
        }
    }

    private async ValueTask SealNextAsync(CancellationToken cancellationToken)
    {
        var wanted = SegmentSize + 1 - _ahead;
        var read = await plain.ReadAtLeastAsync(_plain.AsMemory(_ahead, wanted), wanted, throwOnEndOfStream: false, cancellationToken);
        PlainLength += read;
        var length = Math.Min(_ahead + read, SegmentSize);
        var isLast = read < wanted;
        cipher.Seal(_number, isLast, _plain.AsSpan(0, length), _sealed);
        _sealedLength = length + ObjectCipher.TagSize;
        if (isLast)
        {
            _stage = Stage.Ended;
            return;
        }

        _number = checked(_number + 1);
        _plain[0] = _plain[SegmentSize];
        _ahead = 1;
    }
}
