using Microsoft.Playwright;

namespace Platform.BrowserTests.Layout;

[Trait("Needs", "browser"), Trait("Needs", "tofu")]
public sealed class EveryPageTests(Site site)
{
    [Theory]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Dark, 360)]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task No_page_is_wider_than_its_window_or_says_anything_to_the_console(ColorScheme scheme, int width)
    {
        var workspace = $"a-rather-long-name-of-a-workspace-{scheme}-{width}";
        var (run, address) = await site.StartRunAsync(workspace, "A message that is longer than a phone is wide, as messages are", "output \"one\" { value = 1 }");
        await site.Api.WaitForRunAsync(run, TestContext.Current.CancellationToken, "planned");
        var home = $"/app/{Site.Organization}/workspaces/{workspace}";
        var page = await site.SignedInAsync(scheme, width);
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            // A page that is meant to answer 404 makes the browser say so.
            if (message.Type is "error" or "warning" && !message.Text.Contains("404", StringComparison.Ordinal))
            {
                complaints.Add($"{page.Url}: {message.Text}");
            }
        };

        string[] paths =
        [
            "/app", $"/app/{Site.Organization}/workspaces", home, $"{home}/runs", $"{home}/states", $"{home}/variables", $"{home}/settings", address,
            "/app/settings/tokens", "/sign-in", "/signed-out", "/nowhere",
        ];
        foreach (var path in paths)
        {
            await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
            var tooWide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(tooWide <= 0, $"{path} is {tooWide} px too wide at {width} px");
        }

        Assert.Empty(complaints);
    }

    [Fact]
    public async Task The_theme_that_somebody_chose_is_there_on_the_next_page()
    {
        var page = await site.SignedInAsync(ColorScheme.Light);
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
        await page.GotoAsync("/app/settings/tokens");
        Assert.Equal("dark", await page.EvaluateAsync<string>("() => document.documentElement.dataset.theme"));
    }
}
