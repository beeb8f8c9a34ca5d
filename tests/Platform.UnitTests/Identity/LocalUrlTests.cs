using Platform.Identity;

namespace Platform.UnitTests.Identity;

public sealed class LocalUrlTests
{
    [Theory]
    [InlineData("/", true)]
    [InlineData("/app/settings/tokens?source=terraform-login", true)]
    [InlineData("/oauth2/consent?redirect_uri=http%3A%2F%2Flocalhost%3A10000%2Flogin", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("app", false)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("/\t/evil.example", false)]
    [InlineData("/\n/evil.example", false)]
    [InlineData("\\/evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("javascript:alert(1)", false)]
    public void Only_a_path_from_the_root_stays_here(string? url, bool expected)
    {
        Assert.Equal(expected, LocalUrl.IsLocal(url));
        Assert.Equal(expected ? url : "/", LocalUrl.OrStart(url));
    }
}
