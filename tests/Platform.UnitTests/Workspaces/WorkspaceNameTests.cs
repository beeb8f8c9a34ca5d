using Platform.Workspaces;

namespace Platform.UnitTests.Workspaces;

public sealed class WorkspaceNameTests
{
    [Theory, InlineData("a"), InlineData("pre-x_1"), InlineData("UPPER"), InlineData("-")]
    public void A_name_of_letters_digits_dashes_and_underscores_is_accepted(string name) => Assert.Null(WorkspaceName.Check(name));

    [Theory, InlineData(null), InlineData(""), InlineData(" "), InlineData("a b"), InlineData("a/b"), InlineData("a.b"), InlineData("ä"), InlineData("a\0")]
    public void Any_other_name_is_refused_at_its_attribute(string? name) =>
        Assert.Equal("/data/attributes/name", WorkspaceName.Check(name)?.Pointer);

    [Fact]
    public void A_name_may_have_ninety_characters_and_no_more()
    {
        Assert.Null(WorkspaceName.Check(new string('a', 90)));
        Assert.NotNull(WorkspaceName.Check(new string('a', 91)));
    }
}
