using System.Buffers;
using System.Text;

namespace Platform.Agent.Logs;

/// <summary>Makes text of the tool fit to be shown outside a log: without control sequences, without secrets, and short.</summary>
internal sealed class PlainText(IReadOnlyList<byte[]> secrets)
{
    private const int Longest = 1_500;

    public string Of(string text)
    {
        var filter = new TerminalFilter(keepColours: false);
        var clean = new StringBuilder(text.Length);
        filter.Append(text, clean);
        filter.Complete(clean);

        // Cut last: the beginning of a secret would not be known as one.
        var mask = new SecretMask(secrets);
        var masked = new ArrayBufferWriter<byte>();
        mask.Append(Encoding.UTF8.GetBytes(clean.ToString()), masked);
        mask.Complete(masked);
        return Cut(Encoding.UTF8.GetString(masked.WrittenSpan));
    }

    private static string Cut(string text)
    {
        if (text.Length <= Longest)
        {
            return text;
        }

        var end = Longest - 1;
        return $"{text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)]}…";
    }
}
