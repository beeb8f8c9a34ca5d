using Platform.Blobs;

namespace Platform.UnitTests.Blobs;

/// <summary>Gives out its content in pieces of odd sizes and cannot be rewound, as a network does.</summary>
internal sealed class TricklingStream(byte[] content) : ReadOnlyStream
{
    private int _at;
    private int _piece = 1;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _piece = (_piece * 31 % 65_521) + 1;
        var count = Math.Min(Math.Min(buffer.Length, _piece), content.Length - _at);
        content.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return ValueTask.FromResult(count);
    }
}

/// <summary>Breaks after so many bytes.</summary>
internal sealed class BreakingStream(int until) : ReadOnlyStream
{
    private int _left = until;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(buffer.Length, _left);
        _left -= count;
        return count > 0 ? ValueTask.FromResult(count) : throw new IOException("The line broke.");
    }
}
