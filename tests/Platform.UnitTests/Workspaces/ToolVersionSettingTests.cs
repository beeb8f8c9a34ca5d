using Platform.Workspaces;

namespace Platform.UnitTests.Workspaces;

public sealed class ToolVersionSettingTests
{
    [Theory, InlineData("latest"), InlineData("1.11.4"), InlineData("1.12.0-rc1"), InlineData("1.6.0-alpha20230802"), InlineData("v1.2"), InlineData("~> 1.11.0"),
     InlineData(">= 1.5, < 2.0.0"), InlineData("!=1.9.0"), InlineData("= 1.11.14"), InlineData("99.99.99"), InlineData("1.0.0+build.5")]
    public void Versions_and_constraints_are_accepted(string text) => Assert.True(ToolVersionSetting.IsValid(text));

    [Theory, InlineData("banana"), InlineData("1.2.3.4"), InlineData("; rm -rf /"), InlineData("../1.2.3"), InlineData("~> "), InlineData("1.2,"), InlineData("1.2\0"),
     InlineData("1.11.4\nx"), InlineData("9999999999999999")]
    public void Anything_else_is_not(string text) => Assert.False(ToolVersionSetting.IsValid(text));
}
