using System.Buffers;
using System.Security.Cryptography;
using Platform.Secrets;

namespace Platform.Blobs;

/// <summary>Reads an encrypted object whose header was read already and gives out its plain bytes, each segment only once its tag was checked.</summary>
internal sealed class DecryptingStream(Stream encrypted, ObjectCipher cipher, string name) : ReadOnlyStream
{
    private const int SealedSize = EncryptingStream.SegmentSize + ObjectCipher.TagSize;
    private readonly byte[] _sealed = ArrayPool<byte>.Shared.Rent(SealedSize + 1);
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(EncryptingStream.SegmentSize);
    private int _plainAt;
    private int _plainLength;
    private int _ahead;
    private uint _number;
    private bool _ended;
    private bool _disposed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_plainAt == _plainLength && !_ended)
        {
            await OpenNextAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _plainLength - _plainAt);
        _plain.AsMemory(_plainAt, count).CopyTo(buffer);
        _plainAt += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        Release();
        if (disposing)
        {
            encrypted.Dispose();
        }

        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        Release();
        await encrypted.DisposeAsync();
        await base.DisposeAsync();
    }

    private void Release()
    {
        if (!_disposed)
        {
            _disposed = true;
            cipher.Dispose();
            ArrayPool<byte>.Shared.Return(_sealed);
            ArrayPool<byte>.Shared.Return(_plain, clearArray: true);
        }
    }

    private async ValueTask OpenNextAsync(CancellationToken cancellationToken)
    {
        (_plainAt, _plainLength) = (0, 0);
        var wanted = SealedSize + 1 - _ahead;
        var read = await encrypted.ReadAtLeastAsync(_sealed.AsMemory(_ahead, wanted), wanted, throwOnEndOfStream: false, cancellationToken);
        var length = Math.Min(_ahead + read, SealedSize);
        var isLast = read < wanted;
        if (length < ObjectCipher.TagSize)
        {
            throw new InvalidDataException($"The object {name} is cut.");
        }

        try
        {
            cipher.Open(_number, isLast, _sealed.AsSpan(0, length), _plain);
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new InvalidDataException($"The object {name} was altered or cut, or belongs elsewhere.", exception);
        }

        _plainLength = length - ObjectCipher.TagSize;
        _ended = isLast;
        if (!isLast)
        {
            _number = checked(_number + 1);
            _sealed[0] = _sealed[SealedSize];
            _ahead = 1;
        }
    }
}
