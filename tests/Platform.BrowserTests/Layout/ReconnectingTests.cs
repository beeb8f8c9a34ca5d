using Microsoft.Playwright;
using Platform.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Platform.BrowserTests.Layout;

/// <summary>A page that is open while its server is started again.</summary>
[Trait("Needs", "browser")]
public sealed class ReconnectingTests(Site site)
{
    private const float Limit = 60_000;

    [Fact]
    public async Task A_page_says_that_the_connection_was_lost_and_is_live_again_by_itself_once_the_server_is_back()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        // Nobody carries the run out, so that it waits for whatever the test does to it.
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Workers = false }, cancellationToken);
        await platform.Api.CreateOrganizationAsync(cancellationToken, Site.Organization);
        var workspace = (await platform.Api.CreateWorkspaceAsync(Site.Organization, cancellationToken, name: "waiting")).GetProperty("id").GetString()!;
        var version = await platform.Api.UploadAsync(workspace, cancellationToken, ("main.tf", "# nothing"));
        var run = await platform.Api.CreateRunAsync(workspace, cancellationToken, version);
        var page = await site.OpenAsync(platform);
        await page.GotoAsync((await Site.SignInLinkAsync(platform)).ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/app");
        var address = $"/app/{Site.Organization}/workspaces/waiting/runs/{run}";
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
        var notice = page.GetByText("The connection was lost", new() { Exact = false });
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeEnabledAsync(new() { Timeout = Limit });
        await Expect(notice).ToBeHiddenAsync();

        // Pages that call again at once used to hold the stop up for the 30 seconds that it may take.
        await platform.StopAsync().WaitAsync(TimeSpan.FromSeconds(25), cancellationToken);
        await Expect(notice).ToBeVisibleAsync(new() { Timeout = Limit });
        await platform.RestartAsync(cancellationToken);

        await Expect(notice).ToBeHiddenAsync(new() { Timeout = Limit });
        Assert.EndsWith(address, page.Url, StringComparison.Ordinal);
        // What happens now is shown without anybody touching the page.
        await platform.Api.ActAsync($"runs/{run}/actions/cancel", cancellationToken);
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Canceled" })).ToBeVisibleAsync(new() { Timeout = Limit });
    }
}
