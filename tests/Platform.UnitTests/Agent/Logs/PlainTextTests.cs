using System.Text;
using Platform.Agent.Logs;

namespace Platform.UnitTests.Agent.Logs;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Invalid value for region.", "Invalid value for region.")]
    [InlineData("\u001b[31mred\u001b[0m and \u001b]0;title\u0007more\u009b2J.", "red and more.")]
    [InlineData("It is hunter-two, you know.", "It is ***, you know.")]
    [InlineData("It is hunt\u001b[1mer-two\u001b[0m.", "It is ***.")]
    [InlineData("ends with hunter-two", "ends with ***")]
    [InlineData("over\rwritten", "over\nwritten")]
    public void Control_sequences_and_secrets_are_taken_out(string text, string expected) =>
        Assert.Equal(expected, new PlainText(["hunter-two"u8.ToArray()]).Of(text));

    [Fact]
    public void Long_text_is_cut_after_it_was_masked()
    {
        var text = new string('x', 1_494) + "hunter-two" + new string('y', 5_000);

        var plain = new PlainText([Encoding.UTF8.GetBytes("hunter-two")]).Of(text);

        Assert.Equal(new string('x', 1_494) + "***yy…", plain);
    }

    [Fact]
    public void A_cut_does_not_split_a_character() =>
        Assert.Equal(new string('x', 1_498) + "…", new PlainText([]).Of(new string('x', 1_498) + "😀😀"));
}
