using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Platform.BrowserTests.Runs;

[Trait("Needs", "browser"), Trait("Needs", "tofu")]
public sealed class CancelOnPageTests(Site site)
{
    private const float RunLimit = 120_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Canceling_on_the_page_interrupts_the_apply_and_the_run_ends()
    {
        var (run, page) = await ApplyAsync("canceled", "echo asleep; exec sleep 600", "(local-exec): asleep");

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel run" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Canceled" })).ToBeVisibleAsync(new() { Timeout = RunLimit });
        await Expect(page.GetByText("Cancel asked for")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel run" })).ToHaveCountAsync(0);
        await site.Api.WaitForRunAsync(run, Token, "canceled");
    }

    [Fact]
    public async Task Force_cancel_appears_on_the_page_when_the_tool_does_not_end_and_ends_it()
    {
        // The tool is stopped by its own child, so no interrupt reaches it; only a kill does. It says no more than that it starts the child.
        var (run, page) = await ApplyAsync("stubborn", "kill -STOP $PPID; exec sleep 600", "Executing");
        var force = page.GetByRole(AriaRole.Button, new() { Name = "Force-cancel" });
        await Expect(force).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel run" }).ClickAsync();
        await Expect(page.GetByText("Stopping", new() { Exact = false })).ToBeVisibleAsync();
        Assert.Equal(0, await force.CountAsync());
        await force.ClickAsync(new() { Timeout = RunLimit });

        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Canceled by force" })).ToBeVisibleAsync(new() { Timeout = RunLimit });
        await site.Api.WaitForRunAsync(run, Token, "force_canceled");
    }

    /// <summary>A run whose apply carries out the command, and its page once this is in the log.</summary>
    private async Task<(string Run, IPage Page)> ApplyAsync(string workspace, string command, string printed)
    {
        var configuration = $$"""
            resource "terraform_data" "asleep" {
              provisioner "local-exec" {
                command = "{{command}}"
              }
            }
            """;
        var (run, address) = await site.StartRunAsync(workspace, "Sleep", configuration);
        await site.Api.WaitForRunAsync(run, Token, "planned");
        await site.Api.ActAsync($"runs/{run}/actions/apply", Token);
        var page = await site.SignedInAsync();
        await page.GotoAsync(address);
        await Expect(page.GetByLabel("Apply log")).ToContainTextAsync(printed, new() { Timeout = RunLimit });
        return (run, page);
    }
}
