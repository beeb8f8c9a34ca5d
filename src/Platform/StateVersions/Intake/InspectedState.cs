using System.Security.Cryptography;
using System.Text.Json;
using Platform.Blobs;

namespace Platform.StateVersions.Intake;

/// <summary>Passes a state's bytes on while it reads them, and breaks off at the end when they are not what they should be.</summary>
/// <remarks>Breaking off before the end is passed on makes the blob store keep nothing, so that wrong bytes never replace right ones.</remarks>
internal sealed class InspectedState(Stream source, Action<StateFacts>? check) : ReadOnlyStream
{
    private readonly IncrementalHash _md5 = NewMd5();
    private readonly StateReader _reader = new();
    private bool _ended;
    private bool _disposed;

    /// <summary>What was read; whole once the stream has ended.</summary>
    public StateFacts Facts => _reader.Facts;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        var count = await source.ReadAsync(buffer, cancellationToken);
        try
        {
            if (count > 0)
            {
                _md5.AppendData(buffer.Span[..count]);
                Facts.Size += count;
                _reader.Feed(buffer.Span[..count]);
                return count;
            }

            _reader.Complete();
        }
        catch (JsonException exception)
        {
            throw new StateRejectedException($"This is not a state: {exception.Message}", exception);
        }

        _ended = true;
        Facts.Md5 = Convert.ToHexStringLower(_md5.GetHashAndReset());
        if (Facts.Misfit is { } misfit)
        {
            throw new StateRejectedException(misfit);
        }

        check?.Invoke(Facts);
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (!_disposed)
        {
            _disposed = true;
            _md5.Dispose();
            _reader.Dispose();
        }

        base.Dispose(disposing);
    }

    // The protocol names MD5, which guards against accidents here; what guards against people is the encryption's own authentication.
    private static IncrementalHash NewMd5() => IncrementalHash.CreateHash(HashAlgorithmName.MD5);
}

/// <summary>The bytes are not the state that was announced; the message is for the caller.</summary>
internal sealed class StateRejectedException : Exception
{
    public StateRejectedException(string message)
        : base(message)
    {
    }

    public StateRejectedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public StateRejectedException()
    {
    }
}
