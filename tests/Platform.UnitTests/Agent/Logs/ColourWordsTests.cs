using System.Buffers;
using System.Text;
using Platform.Agent.Logs;

namespace Platform.UnitTests.Agent.Logs;

public sealed class ColourWordsTests
{
    [Theory]
    [InlineData("[bold]x[reset]", "[~bold]x[~reset]")]
    [InlineData("a[_light_gray_]b", "a[~_light_gray_]b")]
    [InlineData("[[red]]", "[[~red]]")]
    [InlineData("list[0] map[key] [] [bold [Bold] [redder] [blink_slow_and_more] [", "list[0] map[key] [] [bold [Bold] [redder] [blink_slow_and_more] [")]
    [InlineData("\u001b[31mred\u001b[0m", "\u001b[31mred\u001b[0m")]
    public void A_bracket_before_a_colours_name_is_followed_by_a_sequence_that_shows_nothing(string text, string expected)
    {
        expected = expected.Replace("~", "\u001b[10m", StringComparison.Ordinal);

        Assert.Equal(expected, Pass(text, text.Length));
        // However it is cut into pieces.
        Assert.Equal(expected, Pass(text, 1));
        Assert.Equal(expected, Pass(text, 3));
    }

    private static string Pass(string text, int length)
    {
        var words = new ColourWords();
        var output = new ArrayBufferWriter<byte>();
        foreach (var part in Encoding.UTF8.GetBytes(text).Chunk(length))
        {
            words.Append(part, output);
        }

        words.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
