using Platform.Identity.Login;

namespace Platform.UnitTests.Identity;

public sealed class RedirectUrisTests
{
    [Theory]
    [InlineData("http://localhost:10000/login")]
    [InlineData("http://localhost:10010/login")]
    [InlineData("http://127.0.0.1:10005/login")]
    public void The_listener_of_a_command_line_is_allowed(string uri) => Assert.True(RedirectUris.IsAllowed(uri));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http://localhost:9999/login")]
    [InlineData("http://localhost:10011/login")]
    [InlineData("http://localhost:010000/login")]
    [InlineData("http://localhost:1000/login")]
    [InlineData("http://localhost:100000/login")]
    [InlineData("http://localhost/login")]
    [InlineData("https://localhost:10000/login")]
    [InlineData("HTTP://localhost:10000/login")]
    [InlineData("http://LOCALHOST:10000/login")]
    [InlineData("http://localhost:10000/Login")]
    [InlineData("http://localhost:10000/login/")]
    [InlineData("http://localhost:10000/login?x=1")]
    [InlineData("http://localhost:10000/login#x")]
    [InlineData("http://localhost:10000/../login")]
    [InlineData("http://localhost:10000//login")]
    [InlineData("http://localhost:10000/%6Cogin")]
    [InlineData("http://localhost%3A10000/login")]
    [InlineData("http://localhost:10000@evil.example/login")]
    [InlineData("http://user@localhost:10000/login")]
    [InlineData("http://user:pass@localhost:10000/login")]
    [InlineData("http://evil.example/?http://localhost:10000/login")]
    [InlineData("http://localhost.evil.example:10000/login")]
    [InlineData("http://localhost.:10000/login")]
    [InlineData("http://[::1]:10000/login")]
    [InlineData("http://[::ffff:127.0.0.1]:10000/login")]
    [InlineData("http://127.1:10000/login")]
    [InlineData("http://127.0.0.2:10000/login")]
    [InlineData("http://2130706433:10000/login")]
    [InlineData("http://0x7f000001:10000/login")]
    [InlineData("http://localhost:10000\\@evil.example/login")]
    [InlineData(" http://localhost:10000/login")]
    [InlineData("http://localhost:10000/login\r\n")]
    [InlineData("http://ｌocalhost:10000/login")]
    [InlineData("http://localhost:１0000/login")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//localhost:10000/login")]
    public void Anything_else_is_refused(string? uri) => Assert.False(RedirectUris.IsAllowed(uri));
}
