using System.Buffers;
using System.Text.Json;

namespace Platform.StateVersions.Intake;

/// <summary>Reads a state as it streams by. It keeps outputs and the list of resources, and of everything else only the piece it is in.</summary>
internal sealed class StateReader : IDisposable
{
    private const int FirstBuffer = 32 * 1024;
    public const int DeepestNesting = 512;

    /// <summary>Nothing but a string is that long: numbers of an engine have some hundred digits.</summary>
    private const int LongestNumber = 16 * 1024;

    private static readonly SearchValues<byte> BetweenTokens = SearchValues.Create(" \t\r\n,:"u8);

    private readonly StateTokens _tokens = new();
    private readonly LongStringSkipper _skipper = new();
    private JsonReaderState _json = new(new JsonReaderOptions { MaxDepth = DeepestNesting });
    private byte[] _pending = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _length;

    // Where the next look is worth it: a token that did not end is looked at again when twice as much is there, or long ones would be read many times.
    private int _lookAt;

    /// <summary>How many bytes of the stream came before the pending ones.</summary>
    private long _offset;

    /// <summary>What was read so far.</summary>
    public StateFacts Facts => _tokens.Facts;

    /// <summary>Reads on.</summary>
    /// <exception cref="JsonException">It is not JSON, or not a state.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_skipper.IsSkipping)
            {
                var skipped = _skipper.Skip(bytes);
                _offset += skipped;
                bytes = bytes[skipped..];
                if (_skipper.IsSkipping)
                {
                    return;
                }

                // What was passed over is read as an empty string; these two bytes stand for it and are not counted.
                Append("\"\""u8);
                _offset -= 2;
                continue;
            }

            var piece = bytes[..Math.Min(bytes.Length, FirstBuffer)];
            Append(piece);
            bytes = bytes[piece.Length..];
            if (_length >= _lookAt)
            {
                Read(isLast: false);
            }
        }
    }

    /// <summary>Says that no more bytes come.</summary>
    /// <exception cref="JsonException">It broke off, or is not a state.</exception>
    public void Complete()
    {
        if (_skipper.IsSkipping)
        {
            throw new JsonException("It breaks off within a string.");
        }

        Read(isLast: true);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_pending, clearArray: true);
        _tokens.Dispose();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _pending.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + bytes.Length, _pending.Length * 2));
            _pending.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_pending, clearArray: true);
            _pending = larger;
        }

        bytes.CopyTo(_pending.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Read(bool isLast)
    {
        var reader = new Utf8JsonReader(_pending.AsSpan(0, _length), isLast, _json);
        while (reader.Read())
        {
            _tokens.Take(ref reader, _offset);
        }

        _json = reader.CurrentState;
        var consumed = (int)reader.BytesConsumed;
        _pending.AsSpan(consumed, _length - consumed).CopyTo(_pending);
        _length -= consumed;
        _offset += consumed;

        // Never past what is kept of a string, so that the pending bytes have an end.
        _lookAt = Math.Min(_length * 2, Math.Max(_length, _tokens.LongestString) + 1);
        if (_length > LongestNumber)
        {
            ShortenPending();
        }
    }

    // The pending bytes are one unfinished token, perhaps after white space and a comma or a colon.
    private void ShortenPending()
    {
        var pending = _pending.AsSpan(0, _length);
        var start = pending.IndexOfAnyExcept(BetweenTokens);
        if (start < 0)
        {
            // White space without end. What separates stays, the rest is gone.
            _offset += _length;
            var separator = pending.IndexOfAny((byte)',', (byte)':');
            _length = separator < 0 ? 0 : 1;
            _offset -= _length;
            pending[0] = separator < 0 ? pending[0] : pending[separator];
        }
        else if (pending[start] != (byte)'"')
        {
            throw new JsonException($"It holds a number of more than {LongestNumber} digits.");
        }
        else if (_length - start > _tokens.LongestString)
        {
            _skipper.Begin(pending[(start + 1)..]);
            _offset += _length - start;
            _length = start;
            _lookAt = 0;
            _tokens.NoteLongString();
        }
    }
}

/// <summary>Finds the end of a string without keeping it.</summary>
internal sealed class LongStringSkipper
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\"\\"u8);
    private bool _escaped;

    public bool IsSkipping { get; private set; }

    /// <summary>Begins after the opening quote, with what is known not to hold the closing one.</summary>
    public void Begin(ReadOnlySpan<byte> start)
    {
        IsSkipping = true;
        _escaped = false;
        Skip(start);
    }

    /// <summary>How many of the bytes belong to the string, its closing quote included.</summary>
    public int Skip(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            if (_escaped)
            {
                _escaped = false;
                continue;
            }

            var next = bytes[at..].IndexOfAny(Special);
            if (next < 0)
            {
                return bytes.Length;
            }

            at += next;
            if (bytes[at] == (byte)'"')
            {
                IsSkipping = false;
                return at + 1;
            }

            _escaped = true;
        }

        return bytes.Length;
    }
}
