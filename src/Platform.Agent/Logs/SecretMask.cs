using System.Buffers;

namespace Platform.Agent.Logs;

/// <summary>Replaces secret values in a stream of bytes by <c>***</c>, also where a value is cut by the border of two chunks.</summary>
/// <remarks>
/// Holds back only bytes that could still become a secret, so a line that has ended is usually out at once.
/// Secrets that overlap are covered together: nothing of the longer or the later one shows.
/// </remarks>
internal sealed class SecretMask
{
    private static readonly byte[] Stars = "***"u8.ToArray();

    private readonly byte[][][] _byFirst = new byte[256][][];
    private readonly SearchValues<byte> _firsts;
    private readonly ArrayBufferWriter<byte> _held = new();
    private int _covered;

    public SecretMask(IReadOnlyList<byte[]> patterns)
    {
        foreach (var group in patterns.Where(pattern => pattern.Length > 0).GroupBy(pattern => pattern[0]))
        {
            _byFirst[group.Key] = [.. group.OrderByDescending(pattern => pattern.Length)];
        }

        _firsts = SearchValues.Create([.. patterns.Where(pattern => pattern.Length > 0).Select(pattern => pattern[0]).Distinct()]);
    }

    /// <summary>Writes what is certain of the stream up to and including <paramref name="chunk"/>.</summary>
    public void Append(ReadOnlySpan<byte> chunk, IBufferWriter<byte> output)
    {
        if (_held.WrittenCount == 0)
        {
            var taken = Mask(chunk, output, isLast: false);
            _held.Write(chunk[taken..]);
            return;
        }

        _held.Write(chunk);
        Drain(output, isLast: false);
    }

    /// <summary>Ends the stream: what was held back is no secret any more, unless it is one.</summary>
    public void Complete(IBufferWriter<byte> output) => Drain(output, isLast: true);

    private void Drain(IBufferWriter<byte> output, bool isLast)
    {
        var bytes = _held.WrittenSpan.ToArray();
        _held.ResetWrittenCount();
        var taken = Mask(bytes, output, isLast);
        _held.Write(bytes.AsSpan(taken));
    }

    /// <summary>Returns how many bytes were decided; the rest must be seen again with more behind it.</summary>
    private int Mask(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output, bool isLast)
    {
        var position = 0;
        while (position < bytes.Length)
        {
            if (_covered == 0)
            {
                var plain = bytes[position..].IndexOfAny(_firsts);
                plain = plain < 0 ? bytes.Length - position : plain;
                output.Write(bytes.Slice(position, plain));
                position += plain;
                if (position == bytes.Length)
                {
                    break;
                }
            }

            var match = LongestAt(bytes[position..], isLast, out var undecided);
            if (undecided)
            {
                return position;
            }

            if (match > _covered)
            {
                if (_covered == 0)
                {
                    output.Write(Stars);
                }

                _covered = match;
            }

            if (_covered > 0)
            {
                _covered--;
            }
            else
            {
                output.Write(bytes.Slice(position, 1));
            }

            position++;
        }

        return position;
    }

    private int LongestAt(ReadOnlySpan<byte> bytes, bool isLast, out bool undecided)
    {
        undecided = false;
        var longest = 0;
        foreach (var pattern in _byFirst[bytes[0]] ?? [])
        {
            if (bytes.Length >= pattern.Length)
            {
                if (bytes.StartsWith(pattern))
                {
                    longest = Math.Max(longest, pattern.Length);
                }
            }
            else if (!isLast && pattern.AsSpan().StartsWith(bytes))
            {
                undecided = true;
                return 0;
            }
        }

        return longest;
    }
}
