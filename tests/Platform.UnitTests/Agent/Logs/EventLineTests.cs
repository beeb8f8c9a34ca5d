using System.Text;
using Platform.Agent.Logs;

namespace Platform.UnitTests.Agent.Logs;

public sealed class EventLineTests
{
    [Theory]
    [InlineData("""{"@message":"plain \u003c text \" with \\ and \n"}""")]
    [InlineData("""{"@message":"ünïcode ✓ and a path C:\\users"}""")]
    public void An_ordinary_line_passes_as_it_is(string line) => Assert.True(EventLine.IsClean(Encoding.UTF8.GetBytes(line)));

    [Theory]
    [InlineData("""{"@message":"a\u001b]0;title\u0007b"}""", """{"@message":"ab"}""")]
    [InlineData("""{"@message":"a\rb"}""", """{"@message":"a\nb"}""")]
    [InlineData("""{"@message":"a\u009b2Jb","n":1}""", """{"@message":"ab","n":1}""")]
    [InlineData("""{"@message":"a\u001b[1mb"}""", """{"@message":"a\u001B[1mb"}""")]
    [InlineData("""{"a\u0007":{"deep":["\u0008x",null,true,1.50]}}""", """{"a":{"deep":["x",null,true,1.50]}}""")]
    public void Control_sequences_hidden_in_escapes_are_taken_out(string line, string expected)
    {
        Assert.False(EventLine.IsClean(Encoding.UTF8.GetBytes(line)));
        Assert.Equal(expected, Encoding.UTF8.GetString(EventLine.Clean(Encoding.UTF8.GetBytes(line))!));
    }

    [Fact]
    public void A_raw_two_byte_control_character_is_found() => Assert.False(EventLine.IsClean("{\"m\":\"a\u009b2J\"}"u8));

    [Fact]
    public void Bytes_that_are_no_text_are_replaced()
    {
        byte[] line = [.. "{\"m\":\""u8, 0xff, .. "\"}"u8];

        Assert.False(EventLine.IsClean(line));
        Assert.Equal("{\"m\":\"\ufffd\"}", Encoding.UTF8.GetString(EventLine.Clean(line)!));
    }

    [Fact]
    public void What_is_no_object_is_not_an_event() => Assert.Null(EventLine.Clean("{not json"u8));
}
