using Platform.Workspaces;

namespace Platform.UnitTests.Workspaces;

public sealed class WildcardNameTests
{
    [Theory]
    [InlineData("*x", "%x")]
    [InlineData("x*", "x%")]
    [InlineData("*x*", "%x%")]
    [InlineData("a*B", "a%b")]
    [InlineData("exact", "exact")]
    [InlineData("a_b%c\\d", "a\\_b\\%c\\\\d")]
    [InlineData("", "")]
    public void A_star_stands_for_any_characters_and_all_else_for_itself(string pattern, string like) =>
        Assert.Equal(like, WildcardName.ToLike(pattern));
}
