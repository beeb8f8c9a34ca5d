using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Platform.Access;
using static Microsoft.Playwright.Assertions;

namespace Platform.BrowserTests.Runs;

[Trait("Needs", "browser"), Trait("Needs", "tofu")]
public sealed partial class RunPageTests(Site site)
{
    private const float RunLimit = 120_000;

    [GeneratedRegex("confirm|discard|cancel", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Deciding { get; }

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
    public async Task The_page_says_how_much_the_plan_would_change_and_its_log_can_be_downloaded()
    {
        const string configuration = """
            resource "terraform_data" "first" {}
            resource "terraform_data" "second" {}
            """;
        var (run, address) = await site.StartRunAsync("counted", "Two of them", configuration);
        var page = await site.SignedInAsync();
        await page.GotoAsync(address);

        var plan = page.GetByRole(AriaRole.Region, new() { Name = "Plan", Exact = true });
        await Expect(plan.Locator(".counts")).ToContainTextAsync("+2 to add, ~0 to change, −0 to destroy", new() { Timeout = RunLimit });
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Decision" }).Locator(".counts")).ToContainTextAsync("+2 to add");
        var download = await page.RunAndWaitForDownloadAsync(() => plan.GetByRole(AriaRole.Link, new() { Name = "Download the log" }).ClickAsync());

        Assert.Equal($"counted-{run}-plan.log", download.SuggestedFilename);
        var text = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains("terraform_data.second", text, StringComparison.Ordinal);
        Assert.Contains("2 to add, 0 to change, 0 to destroy", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_without_changes_that_may_be_applied_empty_is_confirmed_on_the_page()
    {
        var (run, address) = await site.StartRunAsync("empty", "Nothing but the state", "# nothing", allowEmptyApply: true);
        var page = await site.SignedInAsync();
        await page.GotoAsync(address);

        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm and apply" }).ClickAsync(new() { Timeout = RunLimit });

        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Applied" })).ToBeVisibleAsync(new() { Timeout = RunLimit });
        await site.Api.WaitForRunAsync(run, TestContext.Current.CancellationToken, "applied");
    }

    [Fact]
    public async Task Who_may_only_read_sees_the_run_and_no_button_that_changes_it()
    {
        var (run, address) = await site.StartRunAsync("watched", "Only to look at", Chatty);
        await site.AddUserAsync("reader", BuiltInRole.Read);
        await site.Api.WaitForRunAsync(run, TestContext.Current.CancellationToken, "planned");
        var page = await site.SignedInAsync(userName: "reader");
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
        var deciding = page.GetByRole(AriaRole.Button, new() { NameRegex = Deciding });

        await Expect(page.GetByText("has to confirm or discard this plan", new() { Exact = false })).ToBeVisibleAsync();
        await Expect(deciding).ToHaveCountAsync(0);

        await site.Api.ActAsync($"runs/{run}/actions/apply", TestContext.Current.CancellationToken);
        await Expect(page.GetByLabel("Apply log")).ToContainTextAsync("step 3", new() { Timeout = RunLimit });
        await Expect(deciding).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Applied" })).ToBeVisibleAsync(new() { Timeout = RunLimit });
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
