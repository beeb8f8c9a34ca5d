using System.Diagnostics;
using Platform.Server.Metrics;

namespace Platform.UnitTests.Server;

public sealed class SecretPathsTests
{
    [Theory]
    [InlineData("/signed/state/sv-1/99/abcdef", "/signed/…")]
    [InlineData("/sign-in-link/secret", "/sign-in-link/…")]
    [InlineData("/Signed/state", "/Signed/…")]
    [InlineData("https://platform.example.test/signed/state?x=1", "https://platform.example.test/signed/…")]
    [InlineData("/api/v2/ping?token=secret", "/api/v2/ping")]
    [InlineData("/api/v2/ping", "/api/v2/ping")]
    public void What_is_a_permission_by_itself_is_not_in_a_trace(string path, string sent)
    {
        using var processor = new SecretPaths();
        using var activity = new Activity($"GET {path}");
        activity.SetTag("url.path", path).SetTag("url.query", "?code=secret");

        processor.OnEnd(activity);

        Assert.Equal((sent, null, $"GET {sent}"), (activity.GetTagItem("url.path"), activity.GetTagItem("url.query"), activity.DisplayName));
    }
}
