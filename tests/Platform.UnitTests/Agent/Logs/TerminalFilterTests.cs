using System.Text;
using System.Text.RegularExpressions;
using Platform.Agent.Logs;

namespace Platform.UnitTests.Agent.Logs;

public sealed partial class TerminalFilterTests
{
    [Theory]
    [InlineData("\u001b[1m\u001b[38;5;200mbold\u001b[0m", "\u001b[1m\u001b[38;5;200mbold\u001b[0m")]
    [InlineData("a\u001b[8mb\u001b[0m", "ab\u001b[0m")]
    [InlineData("a\u001b[1;8;31mb", "a\u001b[1;31mb")]
    [InlineData("a\u001b[008mb\u001b[8:1mc", "abc")]
    [InlineData("a\u001b[38;5;8;8mb\u001b[48;2;8;8;8mc", "a\u001b[38;5;8mb\u001b[48;2;8;8;8mc")]
    [InlineData("a\u001b[mb", "a\u001b[mb")]
    [InlineData("a\u001b[2Jb", "ab")]
    [InlineData("a\u001b[?25lb", "ab")]
    [InlineData("a\u001b[?1mb", "ab")]
    [InlineData("a\u001b]0;title\u0007b", "ab")]
    [InlineData("a\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u001b\\b", "alinkb")]
    [InlineData("a\u001bPq#0\u001b\\b", "ab")]
    [InlineData("a\u001bcb", "ab")]
    [InlineData("a\u001b(Bb", "ab")]
    [InlineData("a\u009b2Jb", "ab")]
    [InlineData("a\u009d0;title\u009cb", "ab")]
    [InlineData("a\u0002b\u0003c\0d\u0008e", "abcde")]
    [InlineData("one\r\ntwo", "one\ntwo")]
    [InlineData("hidden\rshown", "hidden\nshown")]
    [InlineData("a\u001b]never ended\nnext line", "a\nnext line")]
    [InlineData("tab\there", "tab\there")]
    [InlineData("plän → ✓", "plän → ✓")]
    public void Only_text_and_colours_come_through(string text, string expected) => Assert.Equal(expected, Filtered(text));

    [Fact]
    public void Whatever_comes_in_nothing_but_text_and_colours_comes_out_and_borders_do_not_matter()
    {
        const string alphabet = "ab;:0159m?[]\\(P^_cHJK \n\t\r\u001b\u0007\u0008\u0000\u007f\u0080\u0090\u009b\u009c\u009dé";
        var random = new Random(20_260);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            var cut = random.Next(text.Length);

            var whole = Filtered(text);

            Assert.Equal(whole, Filtered(text[..cut], text[cut..]));
            Assert.DoesNotMatch(ControlCharacter, Colour.Replace(whole, ""));
        }
    }

    private static string Filtered(params string[] chunks)
    {
        var filter = new TerminalFilter();
        var output = new StringBuilder();
        foreach (var chunk in chunks)
        {
            filter.Append(chunk, output);
        }

        filter.Complete(output);
        return output.ToString();
    }

    [GeneratedRegex(@"\x1b\[[0-9;:]*m", RegexOptions.NonBacktracking)]
    private static partial Regex Colour { get; }

    [GeneratedRegex(@"[\x00-\x08\x0b-\x1f\x7f-\x9f]", RegexOptions.NonBacktracking)]
    private static partial Regex ControlCharacter { get; }
}
