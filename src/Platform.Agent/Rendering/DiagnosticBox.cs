using System.Text;

namespace Platform.Agent.Rendering;

internal enum DiagnosticSeverity
{
    Error,
    Warning,
}

/// <summary>Draws an error or a warning as the tools do, with a line of box drawing at its left.</summary>
internal static class DiagnosticBox
{
    // What the tools leave for text inside the box when they do not write to a terminal, for which they assume 78 columns.
    private const int Width = 75;

    /// <summary>A message of the platform itself, in the tool's form.</summary>
    public static string Render(DiagnosticSeverity severity, string summary) =>
        Render(new Diagnostic(severity is DiagnosticSeverity.Warning ? "warning" : "error", summary, Detail: null, Address: null, Range: null, Snippet: null));

    public static string Render(Diagnostic diagnostic)
    {
        var isWarning = diagnostic.Severity == "warning";
        var colour = isWarning ? Ansi.Yellow : Ansi.Red;
        var body = new StringBuilder();
        body.Append($"{Ansi.Bold}{colour}{(isWarning ? "Warning" : "Error")}: {Ansi.Reset}{Ansi.Bold}{diagnostic.Summary}{Ansi.Reset}\n");
        AppendSource(body, diagnostic);
        if (!string.IsNullOrEmpty(diagnostic.Detail))
        {
            body.Append('\n').Append(Wrap(diagnostic.Detail)).Append('\n');
        }

        var box = new StringBuilder();
        box.Append($"{colour}╷{Ansi.Reset}\n");
        foreach (var line in body.ToString().TrimEnd('\n').Split('\n'))
        {
            box.Append($"{colour}│{Ansi.Reset} {line}\n");
        }

        return box.Append($"{colour}╵{Ansi.Reset}\n").ToString();
    }

    private static void AppendSource(StringBuilder body, Diagnostic diagnostic)
    {
        if (diagnostic.Address is null && diagnostic.Range is null)
        {
            return;
        }

        body.Append('\n');
        if (diagnostic.Address is { } address)
        {
            body.Append($"  with {address}{(diagnostic.Range is null ? "." : ",")}\n");
        }

        if (diagnostic.Range is not { } range)
        {
            return;
        }

        var context = diagnostic.Snippet?.Context is { Length: > 0 } text ? $", in {text}" : "";
        body.Append($"  on {range.Filename} line {range.Start.Line}{context}:\n");
        if (diagnostic.Snippet is { } snippet)
        {
            AppendSnippet(body, snippet);
        }
        else
        {
            body.Append("  (source code not available)\n");
        }
    }

    private static void AppendSnippet(StringBuilder body, DiagnosticSnippet snippet)
    {
        // The offsets count bytes of UTF-8.
        var code = Encoding.UTF8.GetBytes(snippet.Code);
        var start = Math.Clamp(snippet.HighlightStartOffset, 0, code.Length);
        var end = Math.Clamp(snippet.HighlightEndOffset, start, code.Length);
        var marked = $"{Encoding.UTF8.GetString(code, 0, start)}{Ansi.Underline}{Encoding.UTF8.GetString(code, start, end - start)}{Ansi.Reset}{Encoding.UTF8.GetString(code, end, code.Length - end)}";
        var number = snippet.StartLine;
        foreach (var line in marked.Split('\n'))
        {
            body.Append($"{number++,4}: {line}\n");
        }

        if (snippet.Values is not { Count: > 0 } values)
        {
            return;
        }

        body.Append($"    {Ansi.Grey}├────────────────{Ansi.Reset}\n");
        foreach (var value in values)
        {
            body.Append($"    {Ansi.Grey}│{Ansi.Reset} {Ansi.Bold}{value.Traversal}{Ansi.Reset} {value.Statement}\n");
        }
    }

    /// <summary>Wraps paragraphs; lines that begin with a space are laid out already and stay.</summary>
    private static string Wrap(string text)
    {
        var wrapped = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            if (line.Length <= Width || line.StartsWith(' '))
            {
                wrapped.Append(line).Append('\n');
                continue;
            }

            var width = 0;
            foreach (var word in line.Split(' '))
            {
                if (width > 0 && width + 1 + word.Length > Width)
                {
                    wrapped.Append('\n');
                    width = 0;
                }
                else if (width > 0)
                {
                    wrapped.Append(' ');
                    width++;
                }

                wrapped.Append(word);
                width += word.Length;
            }

            wrapped.Append('\n');
        }

        return wrapped.ToString(0, wrapped.Length - 1);
    }
}
