using System.Text;

namespace Platform.Agent.Logs;

/// <summary>Lets text, new lines, tabs and colours through and drops every other terminal control sequence.</summary>
/// <remarks>
/// A log is read in terminals and on pages: what moves the cursor, sets the title, asks the terminal something or hides text must not come through.
/// A carriage return that would overwrite a line starts a new one instead, so that both texts are seen. Keeps its place between calls.
/// </remarks>
internal sealed class TerminalFilter(bool keepColours = true)
{
    private const char Escape = '\u001b';
    private const char Bell = '\u0007';
    private const string Hidden = "8";

    // No real colour sequence is longer; a longer one is dropped so that held text stays small.
    private const int LongestColour = 64;

    private readonly StringBuilder _colour = new();
    private bool _notColour;
    private State _state;

    private enum State
    {
        Text,
        CarriageReturn,
        Escape,
        EscapeIntermediate,
        Control,
        String,
        StringEscape,
    }

    /// <summary>Appends what may be shown of <paramref name="text"/> to <paramref name="output"/>.</summary>
    public void Append(ReadOnlySpan<char> text, StringBuilder output)
    {
        while (!text.IsEmpty)
        {
            if (_state == State.Text)
            {
                var plain = LengthOfPlainText(text);
                output.Append(text[..plain]);
                text = text[plain..];
                if (text.IsEmpty)
                {
                    return;
                }
            }

            Take(text[0], output);
            text = text[1..];
        }
    }

    /// <summary>Ends the text: an unfinished sequence is dropped, a held carriage return becomes a new line.</summary>
    public void Complete(StringBuilder output)
    {
        if (_state == State.CarriageReturn)
        {
            output.Append('\n');
        }

        _state = State.Text;
    }

    private static int LengthOfPlainText(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsControl(text[i]) && text[i] is not ('\n' or '\t'))
            {
                return i;
            }
        }

        return text.Length;
    }

    private static bool IsControl(char character) => character < ' ' || character is >= '\u007f' and <= '\u009f';

    private void Take(char character, StringBuilder output)
    {
        switch (_state)
        {
            case State.CarriageReturn:
                output.Append('\n');
                _state = State.Text;
                if (character != '\n')
                {
                    TakeText(character, output);
                }

                break;
            case State.Escape:
                TakeAfterEscape(character, output);
                break;
            case State.EscapeIntermediate:
                if (character is not (>= ' ' and <= '/'))
                {
                    _state = State.Text;
                }

                break;
            case State.Control:
                TakeControl(character, output);
                break;
            case State.String:
                _state = character switch
                {
                    Bell or '\u009c' => State.Text,
                    Escape => State.StringEscape,
                    // No terminal waits for the end of a string past a line; a log must not vanish after a stray start.
                    '\n' => EndStringAtLine(output),
                    _ => State.String,
                };
                break;
            case State.StringEscape:
                _state = character == '\\' ? State.Text : State.String;
                break;
            case State.Text:
            default:
                TakeText(character, output);
                break;
        }
    }

    private static State EndStringAtLine(StringBuilder output)
    {
        output.Append('\n');
        return State.Text;
    }

    private void TakeText(char character, StringBuilder output)
    {
        switch (character)
        {
            case Escape:
                _state = State.Escape;
                break;
            case '\r':
                _state = State.CarriageReturn;
                break;
            case '\u009b':
                BeginControl();
                break;
            case '\u0090' or '\u0098' or '\u009d' or '\u009e' or '\u009f':
                _state = State.String;
                break;
            default:
                if (!IsControl(character) || character is '\n' or '\t')
                {
                    output.Append(character);
                }

                break;
        }
    }

    private void TakeAfterEscape(char character, StringBuilder output)
    {
        switch (character)
        {
            case '[':
                BeginControl();
                break;
            case ']' or 'P' or 'X' or '^' or '_':
                _state = State.String;
                break;
            case >= ' ' and <= '/':
                _state = State.EscapeIntermediate;
                break;
            case >= '0' and <= '~':
                _state = State.Text;
                break;
            default:
                _state = State.Text;
                TakeText(character, output);
                break;
        }
    }

    private void BeginControl()
    {
        _state = State.Control;
        _colour.Clear();
    }

    private void TakeControl(char character, StringBuilder output)
    {
        switch (character)
        {
            case >= '0' and <= '9' or ';' or ':' when _colour.Length < LongestColour:
                _colour.Append(character);
                break;
            case 'm' when keepColours && !_notColour:
                AppendColour(output);
                EndControl();
                break;
            case >= '@' and <= '~':
                EndControl();
                break;
            case >= ' ' and <= '?':
                _notColour = true;
                break;
            default:
                // A control character inside a sequence ends it; terminals disagree about what it does there.
                EndControl();
                TakeText(character, output);
                break;
        }
    }

    private void AppendColour(StringBuilder output)
    {
        var codes = _colour.ToString().Split(';');
        var shown = new List<string>(codes.Length);
        for (var i = 0; i < codes.Length; i++)
        {
            // A colour of its own is chosen by numbers behind 38, 48 or 58, among which an 8 means no hiding.
            var numbers = Math.Min(CountOfColour(codes, i), codes.Length - i);
            if (numbers > 0)
            {
                shown.AddRange(codes.AsSpan(i, numbers));
                i += numbers - 1;
            }
            else if (codes[i].Split(':')[0].TrimStart('0') != Hidden)
            {
                shown.Add(codes[i]);
            }
        }

        if (shown.Count > 0)
        {
            output.Append(Escape).Append('[').AppendJoin(';', shown).Append('m');
        }
    }

    /// <summary>How many numbers, this one included, choose one colour; 0 when this one chooses none.</summary>
    private static int CountOfColour(string[] codes, int at) => (codes[at], codes.ElementAtOrDefault(at + 1)) switch
    {
        ("38" or "48" or "58", "5") => 3,
        ("38" or "48" or "58", "2") => 5,
        _ => 0,
    };

    private void EndControl()
    {
        _state = State.Text;
        _notColour = false;
    }
}
