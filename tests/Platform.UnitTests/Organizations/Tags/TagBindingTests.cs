using Platform.JsonApi;
using Platform.Organizations.Tags;

namespace Platform.UnitTests.Organizations.Tags;

public sealed class TagBindingTests
{
    [Fact]
    public void Flat_tags_and_bindings_are_one_set()
    {
        var bindings = TagBinding.Of([Tag(name: "app")], [Tag(key: "env", value: "prod"), Tag(key: "app", value: "x")]).Value!;

        Assert.Equal([new TagBinding("app", "x"), new TagBinding("env", "prod")], bindings);
    }

    [Theory, InlineData(""), InlineData("  "), InlineData("a,b"), InlineData("a\u0007"), InlineData("a\0b")]
    public void A_tag_without_a_proper_name_is_refused(string name) => Assert.NotNull(TagBinding.Of([Tag(name: name)]).Refusal);

    [Fact]
    public void A_tag_of_which_nothing_could_be_read_is_refused() => Assert.NotNull(TagBinding.Of([Tag()]).Refusal);

    [Fact]
    public void A_value_with_a_NUL_is_refused() => Assert.NotNull(TagBinding.Of([Tag(key: "a", value: "\0")]).Refusal);

    private static RelatedItem<TagAttributes> Tag(string? name = null, string? key = null, string? value = null) =>
        new(null, new TagAttributes { Name = name, Key = key, Value = value });
}
