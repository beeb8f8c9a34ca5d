using System.Text;
using System.Text.RegularExpressions;
using Platform.Contracts.Agents;

namespace Platform.Agent.Logs;

/// <summary>The forms in which a secret value may turn up in a log.</summary>
internal static partial class SecretPatterns
{
    /// <summary>Shorter values are not masked.</summary>
    public const int ShortestMasked = JobVariable.ShortestMasked;

    /// <summary>Raw, line by line (a key in PEM is shown indented), JSON-escaped and base64 forms of each value.</summary>
    public static IReadOnlyList<byte[]> Of(IEnumerable<string> values)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in values.Where(value => value.Length >= ShortestMasked))
        {
            AddTextForms(forms, value);
            foreach (var line in value.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length >= ShortestMasked))
            {
                AddTextForms(forms, line);
            }

            AddBase64Forms(forms, value);
        }

        return [.. forms.Where(form => form.Length >= ShortestMasked).Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The quoted strings of an HCL expression: the value of a sensitive HCL variable is printed without its quotes.</summary>
    public static IEnumerable<string> OfHcl(string expression) =>
        QuotedString.Matches(expression).Select(match => Unescape(match.Groups["text"].Value)).Append(expression.Trim());

    private static string Unescape(string quoted) =>
        quoted.Replace("\\n", "\n").Replace("\\t", "\t").Replace("\\r", "\r").Replace("\\\"", "\"").Replace("\\\\", "\\");

    private static void AddTextForms(HashSet<string> forms, string value)
    {
        forms.Add(value);
        forms.Add(EscapeLikeTheTool(value, escapeMarkup: true));
        forms.Add(EscapeLikeTheTool(value, escapeMarkup: false));
    }

    private static void AddBase64Forms(HashSet<string> forms, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);

        // Behind something else (user:password) the value begins at any of three places of a group of four characters.
        for (var shift = 0; shift < 3; shift++)
        {
            var encoded = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            var first = shift == 0 ? 0 : 4;
            var wholeGroups = (shift + bytes.Length) / 3 * 4;
            if (wholeGroups > first)
            {
                var form = encoded[first..wholeGroups];
                forms.Add(form);
                forms.Add(form.Replace('+', '-').Replace('/', '_'));
            }
        }

        forms.Add(Convert.ToBase64String(bytes).TrimEnd('='));
    }

    /// <summary>The tools are written in Go, whose JSON writer escapes <c>&lt; &gt; &amp;</c> unless told otherwise.</summary>
    private static string EscapeLikeTheTool(string value, bool escapeMarkup)
    {
        var text = new StringBuilder(value.Length + 8);
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '<' or '>' or '&' when escapeMarkup => text.Append($"\\u{(int)character:x4}"),
                < ' ' or '\u2028' or '\u2029' => text.Append($"\\u{(int)character:x4}"),
                _ => text.Append(character),
            };
        }

        return text.ToString();
    }

    [GeneratedRegex("\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex QuotedString { get; }
}
