using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Platform.Agent.Logs;

/// <summary>Keeps words such as <c>[bold]</c> from being taken for colours by the client of a <c>remote</c> backend (protocol.md §6.3).</summary>
/// <remarks>
/// Between the bracket and the word goes a colour sequence that chooses the usual font, which terminals, pages and the client do not show. It stands
/// behind the mask, since a secret may hold such a word. Keeps its place between calls.
/// </remarks>
internal sealed class ColourWords
{
    private static readonly byte[] UsualFont = "\u001b[10m"u8.ToArray();

    private static readonly FrozenSet<string> Colours = new[]
    {
        "default", "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "purple", "light_gray", "dark_gray",
        "light_red", "light_green", "light_yellow", "light_blue", "light_magenta", "light_cyan",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Words = Colours.Select(colour => $"_{colour}_")
        .Concat(Colours)
        .Concat(["bold", "dim", "italic", "underline", "blink_slow", "blink_fast", "invert", "hidden", "reset", "reset_bold"])
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly int Longest = Words.Max(word => word.Length);

    private readonly ArrayBufferWriter<byte> _held = new();

    /// <summary>Writes what is certain of the stream up to and including <paramref name="chunk"/>.</summary>
    public void Append(ReadOnlySpan<byte> chunk, IBufferWriter<byte> output)
    {
        while (!chunk.IsEmpty)
        {
            if (_held.WrittenCount == 0)
            {
                var bracket = chunk.IndexOf((byte)'[');
                output.Write(bracket < 0 ? chunk : chunk[..bracket]);
                if (bracket < 0)
                {
                    return;
                }

                _held.Write(chunk.Slice(bracket, 1));
                chunk = chunk[(bracket + 1)..];
                continue;
            }

            var letters = 0;
            while (letters < chunk.Length && IsInWord(chunk[letters]) && _held.WrittenCount + letters <= Longest)
            {
                letters++;
            }

            _held.Write(chunk[..letters]);
            chunk = chunk[letters..];
            if (!chunk.IsEmpty)
            {
                Release(isClosed: chunk[0] == ']', output);
            }
        }
    }

    /// <summary>Ends the stream.</summary>
    public void Complete(IBufferWriter<byte> output)
    {
        if (_held.WrittenCount > 0)
        {
            Release(isClosed: false, output);
        }
    }

    private void Release(bool isClosed, IBufferWriter<byte> output)
    {
        var word = _held.WrittenSpan[1..];
        output.Write(_held.WrittenSpan[..1]);
        if (isClosed && Words.Contains(Encoding.ASCII.GetString(word)))
        {
            output.Write(UsualFont);
        }

        output.Write(word);
        _held.ResetWrittenCount();
    }

    private static bool IsInWord(byte character) => character is >= (byte)'a' and <= (byte)'z' or (byte)'_';
}
