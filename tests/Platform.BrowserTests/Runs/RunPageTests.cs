using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Platform.BrowserTests.Runs;

[Trait("Needs", "browser"), Trait("Needs", "tofu")]
public sealed class RunPageTests(Site site)
{
    private const float RunLimit = 120_000;

    // Prints a colour and something that would be an image in a page, then goes on until it is told to end.
    private const string Chatty = """
        resource "terraform_data" "chatty" {
          provisioner "local-exec" {
            command = "printf 'begin \\033[32mgreen\\033[0m <img src=x onerror=window.pwned=1>\\n[bold]word[reset]\\n'; for i in $(seq 1 60); do echo step $i; sleep 0.1; done; echo the end"
          }
        }
        """;

    [Fact]
    public async Task Confirming_on_the_page_applies_and_the_log_is_shown_while_it_is_printed()
    {
        var (run, address) = await site.StartRunAsync("chatty", "Say something", Chatty);
        var page = await site.SignedInAsync();
        await page.GotoAsync(address);

        await page.GetByLabel("Comment").FillAsync("Looks right.", new() { Timeout = RunLimit });
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm and apply" }).ClickAsync();

        var log = page.GetByLabel("Apply log");
        await Expect(log).ToContainTextAsync("step 3", new() { Timeout = RunLimit });
        var applying = await site.Api.GetAsync($"runs/{run}", TestContext.Current.CancellationToken);
        Assert.Equal("applying", applying.GetProperty("attributes").GetProperty("status").GetString());
        await Expect(log).ToContainTextAsync("<img src=x onerror=window.pwned=1>");
        await Expect(log).ToContainTextAsync("[bold]word[reset]");
        await Expect(log.Locator("img")).ToHaveCountAsync(0);
        await Expect(log.Locator(".ansi-fg-2", new() { HasText = "green" })).ToHaveCountAsync(1);
        Assert.False(await page.EvaluateAsync<bool>("() => 'pwned' in window"));

        await Expect(log).ToContainTextAsync("the end", new() { Timeout = RunLimit });
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Applied" })).ToBeVisibleAsync(new() { Timeout = RunLimit });
        await Expect(page.GetByText("Looks right.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Discarding_on_the_page_ends_the_run()
    {
        var (run, address) = await site.StartRunAsync("unwanted", "Never mind", "resource \"terraform_data\" \"one\" {}");
        var page = await site.SignedInAsync();
        await page.GotoAsync(address);

        await page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync(new() { Timeout = RunLimit });

        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Discarded" })).ToBeVisibleAsync();
        await site.Api.WaitForRunAsync(run, TestContext.Current.CancellationToken, "discarded");
    }

    [Fact]
    public async Task A_log_of_sixty_thousand_lines_leaves_the_page_quick()
    {
        const string configuration = """
            resource "terraform_data" "endless" {
              provisioner "local-exec" {
                command = "seq -f 'line %.0f of sixty thousand' 1 60000"
              }
            }
            """;
        var (run, address) = await site.StartRunAsync("endless", "Print a lot", configuration);
        await site.Api.WaitForRunAsync(run, TestContext.Current.CancellationToken, "planned");
        await site.Api.ActAsync($"runs/{run}/actions/apply", TestContext.Current.CancellationToken);
        await site.Api.WaitForRunAsync(run, TestContext.Current.CancellationToken, "applied");
        var page = await site.SignedInAsync();
        await page.GotoAsync(address);
        await Expect(page.GetByText("line 60000 of sixty thousand", new() { Exact = false })).ToBeAttachedAsync(new() { Timeout = RunLimit });

        // From a scroll to the frame that shows it, twenty times over the whole length.
        var slowest = await page.EvaluateAsync<double>("""
            async () => {
              const scroller = document.querySelector('[data-log=scroller]');
              const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
              await frame();
              let slowest = 0;
              for (let i = 1; i <= 20; i++) {
                const from = performance.now();
                scroller.scrollTop = scroller.scrollHeight * i / 20;
                await frame();
                slowest = Math.max(slowest, performance.now() - from);
              }
              return slowest;
            }
            """);

        TestContext.Current.TestOutputHelper!.WriteLine($"slowest scroll: {slowest:0} ms");
        Assert.True(await page.Locator(".log-line").CountAsync() >= 60_000);
        Assert.InRange(slowest, 0, 1000);
    }
}
