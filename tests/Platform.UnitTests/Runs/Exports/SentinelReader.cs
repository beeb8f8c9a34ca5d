using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Platform.UnitTests.Runs.Exports;

/// <summary>Reads assignments of Sentinel's literals, and nothing that is not one.</summary>
internal sealed class SentinelReader(string text)
{
    private int _position;

    public static Dictionary<string, JsonNode?> Read(string text) => new SentinelReader(text).Assignments();

    private Dictionary<string, JsonNode?> Assignments()
    {
        var all = new Dictionary<string, JsonNode?>();
        if (text.StartsWith("import \"strings\"\n", StringComparison.Ordinal))
        {
            _position = text.IndexOf('\n', StringComparison.Ordinal);
        }

        for (SkipSpace(); _position < text.Length; SkipSpace())
        {
            var name = Take(c => char.IsAsciiLetterLower(c) || c == '_');
            Expect(" = ");
            if (text[_position..].StartsWith("func(", StringComparison.Ordinal))
            {
                // The last thing in the file, and no literal.
                Assert.Equal("strip_index", name);
                Assert.EndsWith("\n}\n", text, StringComparison.Ordinal);
                return all;
            }

            all.Add(name, Value());
            Expect("\n\n");
        }

        return all;
    }

    private JsonNode? Value() => text[_position] switch
    {
        '{' => Map(),
        '[' => List(),
        '"' => JsonValue.Create(String()),
        _ => Word(),
    };

    private JsonObject Map()
    {
        var map = new JsonObject();
        for (_position++, SkipSpace(); text[_position] != '}'; SkipSpace())
        {
            var key = String();
            Expect(": ");
            map.Add(key, Value());
            Expect(",\n");
        }

        _position++;
        return map;
    }

    private JsonArray List()
    {
        var list = new JsonArray();
        for (_position++, SkipSpace(); text[_position] != ']'; SkipSpace())
        {
            list.Add(Value());
            Expect(",\n");
        }

        _position++;
        return list;
    }

    private string String()
    {
        Expect("\"");
        var value = new StringBuilder();
        while (text[_position] != '"')
        {
            var next = text[_position++];
            Assert.False(char.IsControl(next), $"U+{(int)next:x4} in a string");
            value.Append(next != '\\' ? next : text[_position++] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(text.AsSpan((_position += 4) - 4, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var itself and ('"' or '\\') => itself,
                var other => throw new FormatException($"\\{other} is no escape."),
            });
        }

        _position++;
        return value.ToString();
    }

    private JsonValue? Word() => Take(c => c is not (',' or '\n')) switch
    {
        "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        var number when number.Contains('.', StringComparison.Ordinal) || number.Contains('e', StringComparison.OrdinalIgnoreCase) => JsonValue.Create(double.Parse(number, CultureInfo.InvariantCulture)),
        var number => JsonValue.Create((double)long.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
    };

    private string Take(Func<char, bool> belongs)
    {
        var start = _position;
        while (belongs(text[_position]))
        {
            _position++;
        }

        return text[start.._position];
    }

    private void SkipSpace()
    {
        while (_position < text.Length && text[_position] is ('\n' or '\t'))
        {
            _position++;
        }
    }

    private void Expect(string expected)
    {
        Assert.Equal(expected, text[_position..Math.Min(text.Length, _position + expected.Length)]);
        _position += expected.Length;
    }
}
