using System.Buffers;
using System.Text;
using Platform.Agent.Logs;

namespace Platform.UnitTests.Agent.Logs;

public sealed class SecretMaskTests
{
    [Fact]
    public void A_secret_is_masked_wherever_the_border_of_two_chunks_cuts_it()
    {
        const string text = "before hunter2secret after hunter2secret";

        for (var cut = 0; cut <= text.Length; cut++)
        {
            Assert.Equal("before *** after ***", Masked(["hunter2secret"], text[..cut], text[cut..]));
        }
    }

    [Fact]
    public void A_secret_that_arrives_byte_by_byte_is_masked() =>
        Assert.Equal("a *** b", Masked(["hunter2secret"], [.. "a hunter2secret b".Select(character => character.ToString())]));

    [Fact]
    public void Secrets_that_overlap_are_covered_together() =>
        Assert.Equal("x***y", Masked(["abcdef", "defghi"], "xabcdefghiy"));

    [Fact]
    public void The_longer_of_two_secrets_with_one_beginning_is_covered_whole() =>
        Assert.Equal("***!", Masked(["secret", "secretlonger"], "secretlonger!"));

    [Fact]
    public void What_only_begins_like_a_secret_is_shown_when_the_stream_ends() =>
        Assert.Equal("hunter2sec", Masked(["hunter2secret"], "hunter2sec"));

    [Fact]
    public void A_line_that_does_not_end_like_a_secret_begins_is_out_at_once()
    {
        var mask = new SecretMask(SecretPatterns.Of(["hunter2secret"]));
        var output = new ArrayBufferWriter<byte>();

        mask.Append("a whole line\n"u8, output);

        Assert.Equal("a whole line\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("say \"hi\" <there>", "{\"@message\":\"say \\\"hi\\\" \\u003cthere\\u003e\"}", "{\"@message\":\"***\"}")]
    [InlineData("first line\nsecond line", "{\"m\":\"first line\\nsecond line\"}", "{\"m\":\"***\"}")]
    [InlineData("first line\nsecond line", "    first line\n    second line", "    ***\n    ***")]
    [InlineData("hunter2secret", "aHVudGVyMnNlY3JldA==", "***==")]
    public void Other_forms_of_a_secret_are_masked(string secret, string text, string expected) => Assert.Equal(expected, Masked([secret], text));

    [Theory, InlineData("user:"), InlineData("ab:"), InlineData("a:")]
    public void A_secret_inside_base64_of_something_longer_leaves_no_readable_part(string before)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + "hunter2secret!!"));

        Assert.Contains("***", Masked(["hunter2secret"], encoded));
    }

    [Fact]
    public void Short_values_are_not_masked() => Assert.Equal("is 12345 here", Masked(["12345"], "is 12345 here"));

    [Fact]
    public void Strings_inside_a_sensitive_expression_are_masked() =>
        Assert.Equal("user = ***", Masked([.. SecretPatterns.OfHcl("{ user = \"adminuser\", port = 5432 }")], "user = adminuser"));

    private static string Masked(IEnumerable<string> secrets, params string[] chunks)
    {
        var mask = new SecretMask(SecretPatterns.Of(secrets));
        var output = new ArrayBufferWriter<byte>();
        foreach (var chunk in chunks)
        {
            mask.Append(Encoding.UTF8.GetBytes(chunk), output);
        }

        mask.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
