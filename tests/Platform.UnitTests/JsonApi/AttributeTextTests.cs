using Platform.JsonApi;

namespace Platform.UnitTests.JsonApi;

public sealed class AttributeTextTests
{
    [Theory]
    [InlineData("short", "short")]
    [InlineData("with\0nul\u001b[31m and\u0085more", "withnul[31m and…")]
    [InlineData("two\tlines\nstay", "two\tlines\nstay")]
    [InlineData("0123456789abcdefg", "0123456789abcde…")]
    [InlineData("0123456789abcd\ud83d\ude00z", "0123456789abcd…")]
    public void Text_that_nobody_can_be_asked_to_shorten_is_made_to_fit(string text, string stored) => Assert.Equal(stored, AttributeText.Fit(text, 16));
}
