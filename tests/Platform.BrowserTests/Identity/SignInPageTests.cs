using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Platform.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Platform.BrowserTests.Identity;

[Trait("Needs", "browser")]
public sealed partial class SignInPageTests(Site site)
{
    [GeneratedRegex(@"https://[^\s']+/oauth2/authorize\?[^\s']+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Authorize { get; }

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly Uri Account = new("/api/v2/account/details", UriKind.Relative);

    [Fact]
    public async Task A_sign_in_link_works_once()
    {
        var link = await site.SignInLinkAsync();
        var page = await site.OpenAsync();
        await page.GotoAsync(link.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Organizations" })).ToBeVisibleAsync();

        var second = await site.OpenAsync();
        await second.GotoAsync(link.ToString());
        await Expect(second.GetByRole(AriaRole.Heading)).ToHaveTextAsync("This link does not work");
    }

    [Fact]
    public async Task Nobody_sees_a_page_before_signing_in()
    {
        var page = await site.OpenAsync();
        await page.GotoAsync($"/app/{Site.Organization}/workspaces");
        await Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Sign in");
    }

    [Fact]
    public async Task A_token_made_on_the_page_works_until_it_is_revoked_there()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var page = await site.SignedInAsync();
        await page.GotoAsync("/app/settings/tokens");
        await page.GetByLabel("What is it for?").FillAsync("A script");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var secret = await page.Locator(".issued code").TextContentAsync();

        using var client = site.Platform.CreateClient(secret);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Account, cancellationToken)).StatusCode);

        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke A script" }).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await Expect(page.GetByText("A script")).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(Account, cancellationToken)).StatusCode);
    }

    [Fact, Trait("Needs", "tofu")]
    public async Task The_command_lines_login_is_allowed_in_the_browser_and_the_token_it_saves_works()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var commandLine = PreparedCommandLine();
        var (login, address) = await StartLoginAsync(commandLine);
        await using var _ = login;

        var page = await site.SignedInAsync();
        await page.GotoAsync(address);
        await Expect(page.GetByText("localhost:", new() { Exact = false }).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();

        var exitCode = await login.WaitAsync(Limit, cancellationToken);
        Assert.True(exitCode == 0, login.Output);
        var file = SavedTokens(commandLine).Single();
        var saved = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellationToken))
            .RootElement.GetProperty("credentials").GetProperty(site.Platform.Host).GetProperty("token").GetString();
        using var client = site.Platform.CreateClient(saved);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Account, cancellationToken)).StatusCode);

        // The command line itself, with nothing but what its login saved.
        commandLine.Write("main.tf", "resource \"terraform_data\" \"one\" {}");
        commandLine.UseWorkspace(Site.Organization, "logged-in");
        await commandLine.RunAsync(["init", "-input=false"], cancellationToken);

        await commandLine.RunAsync(["logout", site.Platform.Host], cancellationToken);
        Assert.DoesNotContain(saved!, await File.ReadAllTextAsync(file, cancellationToken), StringComparison.Ordinal);
        var after = await commandLine.TryAsync(["plan", "-input=false", "-no-color"], cancellationToken);
        Assert.Equal(1, after.ExitCode);
        Assert.Contains("login", after.Output, StringComparison.Ordinal);
    }

    [Fact, Trait("Needs", "tofu")]
    public async Task A_login_that_is_denied_in_the_browser_ends_the_command_with_that_reason_and_without_a_token()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var commandLine = PreparedCommandLine();
        var (login, address) = await StartLoginAsync(commandLine);
        await using var _ = login;
        var page = await site.SignedInAsync();
        await page.GotoAsync(address);

        await page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();

        Assert.Equal(1, await login.WaitAsync(Limit, cancellationToken));
        Assert.Contains("The login was denied in the browser.", login.Output, StringComparison.Ordinal);
        Assert.Empty(SavedTokens(commandLine));
    }

    private static IEnumerable<string> SavedTokens(CommandLine commandLine) =>
        Directory.EnumerateFiles(commandLine.Environment["HOME"], "credentials.tfrc.json", SearchOption.AllDirectories);

    private CommandLine PreparedCommandLine()
    {
        var commandLine = site.Platform.CommandLineIn();
        // With a configuration file of its own the command line would not read what its login saves in the home folder, which it does not make either.
        commandLine.Environment.Remove("TF_CLI_CONFIG_FILE");
        Directory.CreateDirectory(Path.Combine(commandLine.Environment["HOME"], ".terraform.d"));
        return commandLine;
    }

    /// <summary>Starts <c>login</c> until it waits for the browser.</summary>
    /// <returns>The command, and the address that the browser is to open.</returns>
    private async Task<(ChildProcess Login, string Address)> StartLoginAsync(CommandLine commandLine)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var login = commandLine.StartOnTerminal(["login", site.Platform.Host]);
        await login.WaitForAsync("Enter a value:", Limit, cancellationToken);
        await login.WriteAsync("yes\n");
        await login.WaitForAsync("code_challenge_method", Limit, cancellationToken);
        return (login, Authorize.Match(login.Output).Value);
    }
}
