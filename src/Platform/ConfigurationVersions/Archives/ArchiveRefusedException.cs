using System.Text;
using Platform.Results;

namespace Platform.ConfigurationVersions.Archives;

/// <summary>Ends the reading of an archive that is refused.</summary>
/// <remarks>An exception and not a result, because it must pass through the streams of a blob store that is still reading.</remarks>
internal sealed class ArchiveRefusedException(Refusal refusal) : Exception(refusal.Message)
{
    private const int LongestNameShown = 200;

    public Refusal Refusal { get; } = refusal;

    public static ArchiveRefusedException Because(string sentence) => new(Refusal.Invalid(sentence));

    public static ArchiveRefusedException TooLarge(string sentence) => new(Refusal.TooLarge(sentence));

    /// <summary>A name as a person may be shown it: names are bytes, and an attacker's may be long or hold control characters.</summary>
    public static string Show(string name)
    {
        var text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(name));
        var shown = new string([.. text.Take(LongestNameShown).Select(c => char.IsControl(c) ? '?' : c)]);
        return text.Length > LongestNameShown ? $"{shown}…" : shown;
    }
}
