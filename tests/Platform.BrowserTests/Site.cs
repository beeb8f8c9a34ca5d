using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Platform.Access;
using Platform.BrowserTests;
using Platform.Contracts.Ids;
using Platform.Identity.SignIn;
using Platform.Identity.Users;
using Platform.Persistence;
using Platform.TestKit;

[assembly: AssemblyFixture(typeof(Site))]

namespace Platform.BrowserTests;

/// <summary>One platform with an organization, and one browser, for all tests.</summary>
public sealed class Site : IAsyncLifetime
{
    public const string Organization = "demo";

    // Debian's browser is used as it is installed; it calls nobody.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private TestPlatform? _platform;

    public TestPlatform Platform => _platform ?? throw new InvalidOperationException("The platform was not started.");

    public TestApi Api => Platform.Api;

    public async ValueTask InitializeAsync()
    {
        Needs.CommandLine();
        Needs.Sandbox();
        var browser = Needs.Browser();
        _platform = await TestPlatform.StartAsync(TestContext.Current.CancellationToken);
        await Api.CreateOrganizationAsync(TestContext.Current.CancellationToken, Organization);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = browser, Args = Arguments });
    }

    /// <summary>A browser window of its own, in which nobody is signed in.</summary>
    public Task<IPage> OpenAsync(ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 860) => OpenAsync(Platform, scheme, width, height);

    /// <summary>A browser window of its own on another platform.</summary>
    public async Task<IPage> OpenAsync(TestPlatform platform, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 860)
    {
        // The test's authority is not the machine's.
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = platform.Url.ToString(),
            IgnoreHTTPSErrors = true,
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = height },
        });
        return await context.NewPageAsync();
    }

    /// <summary>A window in which somebody is signed in, the first administrator unless named.</summary>
    public async Task<IPage> SignedInAsync(ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 860, string userName = "admin")
    {
        var page = await OpenAsync(scheme, width, height);
        await page.GotoAsync((await SignInLinkAsync(userName)).ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/app");
        return page;
    }

    public Task<Uri> SignInLinkAsync(string userName = "admin") => SignInLinkAsync(Platform, userName);

    public static async Task<Uri> SignInLinkAsync(TestPlatform platform, string userName = "admin")
    {
        await using var scope = platform.Services!.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        var create = scope.ServiceProvider.GetRequiredService<CreateSignInLink>();
        return (await create.ExecuteAsync(userName, null, TestContext.Current.CancellationToken)).Value!;
    }

    /// <summary>Makes somebody who has this role in the organization.</summary>
    public async Task AddUserAsync(string userName, BuiltInRole role)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var scope = Platform.Services!.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerAccessor>().Caller = Caller.Platform;
        var user = (await scope.ServiceProvider.GetRequiredService<CreateUser>().ExecuteAsync(new NewUser(userName), cancellationToken)).Value!;
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        var organization = await db.Organizations.Where(o => o.Name == Organization).Select(o => o.Id).SingleAsync(cancellationToken);
        db.AccessGrants.Add(new AccessGrant { Id = AccessGrantId.New(), UserId = user.Id, RoleId = BuiltInRoles.IdOf(role), OrganizationId = organization });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Starts a run of a configuration in a workspace of its own.</summary>
    /// <returns>The run's id and its page's address.</returns>
    public async Task<(string Id, string Page)> StartRunAsync(string workspace, string message, string configuration, bool allowEmptyApply = false)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var made = await Api.CreateWorkspaceAsync(Organization, cancellationToken, name: workspace);
        var id = made.GetProperty("id").GetString()!;
        var version = await Api.UploadAsync(id, cancellationToken, ("main.tf", configuration));
        var run = await Api.CreateRunAsync(id, cancellationToken, version, new Dictionary<string, object> { ["message"] = message, ["allow-empty-apply"] = allowEmptyApply });
        return (run, $"/app/{Organization}/workspaces/{workspace}/runs/{run}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_platform is not null)
        {
            await _platform.DisposeAsync();
        }
    }
}
