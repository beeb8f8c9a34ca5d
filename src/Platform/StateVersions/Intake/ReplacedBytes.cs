using System.Globalization;
using System.Text;
using Platform.Blobs;

namespace Platform.StateVersions.Intake;

/// <summary>Reads a state with another serial in the place of its own.</summary>
internal sealed class ReplacedBytes(Stream source, Range<long> place, long serial) : ReadOnlyStream
{
    private readonly byte[] _digits = Encoding.ASCII.GetBytes(serial.ToString(CultureInfo.InvariantCulture));
    private long _at;
    private int _written;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_at < place.Start)
        {
            var before = await source.ReadAsync(buffer[..(int)Math.Min(buffer.Length, place.Start - _at)], cancellationToken);
            _at += before;
            return before;
        }

        if (_written < _digits.Length)
        {
            var count = Math.Min(buffer.Length, _digits.Length - _written);
            _digits.AsMemory(_written, count).CopyTo(buffer);
            _written += count;
            return count;
        }

        if (_at < place.End)
        {
            var old = new byte[place.End - _at];
            await source.ReadExactlyAsync(old, cancellationToken);
            _at = place.End;
        }

        return await source.ReadAsync(buffer, cancellationToken);
    }
}
