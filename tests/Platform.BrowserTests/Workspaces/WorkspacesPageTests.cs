using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Platform.BrowserTests.Workspaces;

[Trait("Needs", "browser"), Trait("Needs", "tofu")]
public sealed class WorkspacesPageTests(Site site)
{
    private const float RunLimit = 120_000;

    [Fact]
    public async Task The_list_shows_each_workspaces_last_run_and_changes_by_itself_when_a_run_ends()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (left, _) = await site.StartRunAsync("listed-left", "Left alone", "resource \"terraform_data\" \"one\" {}");
        var (applied, _) = await site.StartRunAsync("listed-applied", "Make it so", "resource \"terraform_data\" \"one\" {}");
        await site.Api.WaitForRunAsync(left, cancellationToken, "planned");
        await site.Api.WaitForRunAsync(applied, cancellationToken, "planned");
        var page = await site.SignedInAsync();
        await page.GotoAsync($"/app/{Site.Organization}/workspaces");
        var first = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "listed-left" });
        var second = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "listed-applied" });
        await Expect(first).ToContainTextAsync("Left alone");
        await Expect(second).ToContainTextAsync("Make it so");
        await Expect(first.Locator(".status")).ToHaveTextAsync("Needs confirmation");
        await Expect(second.Locator(".status")).ToHaveTextAsync("Needs confirmation");
        await Expect(second.Locator(".number")).ToHaveTextAsync("0");

        await site.Api.ActAsync($"runs/{applied}/actions/apply", cancellationToken);

        await Expect(second.Locator(".status")).ToHaveTextAsync("Applied", new() { Timeout = RunLimit });
        await Expect(second.Locator(".number")).ToHaveTextAsync("1");
        await Expect(first.Locator(".status")).ToHaveTextAsync("Needs confirmation");
    }
}
