using Platform.Agent.Tools;

namespace Platform.UnitTests.Agent.Tools;

public sealed class VersionConstraintTests
{
    [Theory]
    [InlineData("1.11.4", "1.11.4", true)]
    [InlineData("1.11.4", "1.11.5", false)]
    [InlineData("= 1.11.4", "1.11.4", true)]
    [InlineData("v1.11.4", "1.11.4", true)]
    [InlineData("~> 1.11.0", "1.11.9", true)]
    [InlineData("~> 1.11.0", "1.12.0", false)]
    [InlineData("~> 1.11", "1.12.0", true)]
    [InlineData("~> 1.11", "2.0.0", false)]
    [InlineData("~> 1.11.4", "1.11.3", false)]
    [InlineData("~> 1", "2.5.0", true)]
    [InlineData(">= 1.5, < 2", "1.9.0", true)]
    [InlineData(">= 1.5, < 2", "2.0.0", false)]
    [InlineData(">= 1.5, < 2", "1.4.9", false)]
    [InlineData("> 1.5.0", "1.5.0", false)]
    [InlineData("<= 1.5.0", "1.5.0", true)]
    [InlineData("!= 1.5.0, >= 1.4.0", "1.5.0", false)]
    [InlineData("!= 1.5.0, >= 1.4.0", "1.5.1", true)]
    [InlineData("latest", "1.0.0", true)]
    [InlineData("", "1.0.0", true)]
    [InlineData("", "1.0.0-rc1", false)]
    [InlineData(">= 1.0.0", "1.1.0-beta1", false)]
    [InlineData("1.12.0-rc1", "1.12.0-rc1", true)]
    [InlineData(">= 1.12.0-alpha1", "1.12.0-rc1", true)]
    [InlineData(">= 1.12.0-rc2", "1.12.0-rc1", false)]
    public void A_version_satisfies_a_constraint_or_not(string constraint, string version, bool satisfied)
    {
        Assert.True(ToolVersion.TryParse(version, out var parsed));

        Assert.Equal(satisfied, VersionConstraint.TryParse(constraint)!.IsSatisfiedBy(parsed));
    }

    [Theory, InlineData("one"), InlineData(">="), InlineData("1.2.3.4"), InlineData("1.0,"), InlineData("=> 1.0"), InlineData("1.x")]
    public void What_is_no_constraint_is_refused(string text) => Assert.Null(VersionConstraint.TryParse(text));

    [Theory, InlineData("1.11.4", true), InlineData("= 1.11.4", true), InlineData("1.11", false), InlineData(">= 1.11.4", false), InlineData("latest", false)]
    public void Only_a_full_version_is_exact(string text, bool exact) => Assert.Equal(exact, VersionConstraint.TryParse(text)!.Exact is not null);

    [Fact]
    public void Versions_sort_with_pre_releases_before_their_release()
    {
        string[] sorted = ["1.9.0", "1.10.0-alpha", "1.10.0-beta.2", "1.10.0-beta.11", "1.10.0", "1.10.1"];
        var versions = sorted.Reverse().Select(text => ToolVersion.TryParse(text, out var version) ? version : throw new FormatException(text));

        Assert.Equal(sorted, versions.Order().Select(version => version.ToString()));
    }
}
