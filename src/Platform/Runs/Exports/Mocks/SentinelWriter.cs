using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Platform.Runs.Exports.Mocks;

/// <summary>Writes assignments of Sentinel's literals. Text of a plan only ever gets into a string or, as a number, into digits.</summary>
internal sealed class SentinelWriter(Stream output)
{
    public const int DeepestNesting = 512;
    private const int FlushAfter = 64 * 1024;
    private const int DeepestIndentation = 16;
    private readonly ArrayBufferWriter<byte> _text = new();

    /// <summary>What is open, from the outside in; true for a list.</summary>
    private readonly Stack<bool> _open = [];
    private bool _isEmpty;

    /// <summary>Begins <c>name = </c>; a value follows. <paramref name="name"/> is never a plan's.</summary>
    public void Assign(string name) => Raw($"{name} = ");

    /// <summary>Begins a member of a map; its value follows.</summary>
    public void Key(string name)
    {
        BeginLine();
        Quote(name);
        Raw(": ");
    }

    public void BeginMap() => Begin("{", isList: false);

    public void EndMap() => End("}");

    public void BeginList() => Begin("[", isList: true);

    public void EndList() => End("]");

    public void String(string? value)
    {
        BeginValue();
        if (value is null)
        {
            Raw("null");
        }
        else
        {
            Quote(value);
        }

        EndValue();
    }

    public void Boolean(bool value) => Word(value ? "true" : "false");

    public void Null() => Word("null");

    /// <summary>A number as JSON writes it, which is how Sentinel does; a whole one that is longer than its integers becomes a float.</summary>
    public void Number(JsonElement value)
    {
        var digits = value.GetRawText();
        Word(digits.AsSpan().ContainsAny(".eE") || long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? digits : $"{digits}.0");
    }

    /// <summary>A JSON value as it is.</summary>
    public void Copy(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                BeginMap();
                foreach (var member in value.EnumerateObject())
                {
                    Key(member.Name);
                    Copy(member.Value);
                }

                EndMap();
                break;
            case JsonValueKind.Array:
                BeginList();
                foreach (var item in value.EnumerateArray())
                {
                    Copy(item);
                }

                EndList();
                break;
            case JsonValueKind.String:
                String(value.GetString());
                break;
            case JsonValueKind.Number:
                Number(value);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Boolean(value.ValueKind == JsonValueKind.True);
                break;
            default:
                Null();
                break;
        }
    }

    /// <summary>Lines that are Sentinel already.</summary>
    public void Lines(string text) => Raw(text);

    /// <summary>Sends on what was written, once it is worth it.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => _text.WrittenCount < FlushAfter ? default : EndAsync(cancellationToken);

    /// <summary>Sends on all that was written.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_text.WrittenMemory, cancellationToken);
        _text.ResetWrittenCount();
    }

    private void Begin(string bracket, bool isList)
    {
        BeginValue();
        Raw(bracket);
        _open.Push(isList);
        _isEmpty = true;
    }

    private void End(string bracket)
    {
        _open.Pop();
        if (!_isEmpty)
        {
            Indent();
        }

        _isEmpty = false;
        Raw(bracket);
        EndValue();
    }

    private void Word(string word)
    {
        BeginValue();
        Raw(word);
        EndValue();
    }

    private void BeginValue()
    {
        if (_open.TryPeek(out var isList) && isList)
        {
            BeginLine();
        }
    }

    private void BeginLine()
    {
        if (_isEmpty)
        {
            Raw("\n");
            _isEmpty = false;
        }

        Indent();
    }

    private void EndValue() => Raw(_open.Count == 0 ? "\n\n" : ",\n");

    // Not deeper, or a nest of lists would be mostly tabs.
    private void Indent() => Raw("\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t".AsSpan(0, Math.Min(_open.Count, DeepestIndentation)));

    private void Quote(string value)
    {
        Raw("\"");
        var rest = value.AsSpan();
        while (rest.IndexOfAnyExcept(Plain) is var length and >= 0)
        {
            Raw(rest[..length]);
            Raw(rest[length] switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                var other => $"\\u{(int)other:x4}",
            });
            rest = rest[(length + 1)..];
        }

        Raw(rest);
        Raw("\"");
    }

    /// <summary>Every character but those that end or bend a line or a string, and the mark that a reader of source text takes for no text.</summary>
    private static SearchValues<char> Plain { get; } = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(c => !char.IsControl(c) && c is not ('"' or '\\' or '\u2028' or '\u2029' or '\ufeff'))]);

    private void Raw(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, _text);
}
