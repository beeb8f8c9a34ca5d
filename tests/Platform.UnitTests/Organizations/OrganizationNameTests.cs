using Platform.Contracts.Ids;
using Platform.Organizations;

namespace Platform.UnitTests.Organizations;

public sealed class OrganizationNameTests
{
    [Theory, InlineData("abc"), InlineData("Acme_1"), InlineData("env-prod"), InlineData("org-demo"), InlineData("0123456789012345678901234567890123456789")]
    public void A_name_of_letters_digits_dashes_and_underscores_is_accepted(string name) => Assert.Null(OrganizationName.Check(name));

    [Theory, InlineData(null), InlineData(""), InlineData("ab"), InlineData("a b c"), InlineData("a/b"), InlineData("grün"), InlineData("..."), InlineData("abc\n"),
     InlineData("01234567890123456789012345678901234567890"), InlineData("org-ABCDEFGHIJKLMNOP"), InlineData("env-ABCDEFGHIJKLMNOP")]
    public void Any_other_name_is_refused_at_its_attribute(string? name) =>
        Assert.Equal("/data/attributes/name", OrganizationName.Check(name)?.Pointer);

    [Fact]
    public void The_alias_of_an_id_reads_as_that_id()
    {
        var id = OrganizationId.New();

        Assert.StartsWith("env-", OrganizationName.AliasOf(id), StringComparison.Ordinal);
        Assert.True(OrganizationName.TryReadId(OrganizationName.AliasOf(id), out var fromAlias));
        Assert.True(OrganizationName.TryReadId(id.Value, out var fromId));
        Assert.Equal((id, id), (fromAlias, fromId));
    }

    [Theory, InlineData("org-short"), InlineData("env-production"), InlineData("acme"), InlineData("usr-ABCDEFGHIJKLMNOP"), InlineData("org_ABCDEFGHIJKLMNOP")]
    public void What_has_not_the_shape_of_an_id_is_a_name(string text) => Assert.False(OrganizationName.TryReadId(text, out _));
}
