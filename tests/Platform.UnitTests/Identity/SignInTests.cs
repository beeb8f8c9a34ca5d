using System.Net;
using Microsoft.AspNetCore.Http;
using Platform.Discovery;
using Platform.Identity;
using Platform.Identity.SignIn;
using Platform.Identity.Users;
using Platform.Results;

namespace Platform.UnitTests.Identity;

public sealed class SignInTests(IdentitySite site) : IClassFixture<IdentitySite>
{
    private static readonly Uri Me = new("/me", UriKind.Relative);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_right_password_signs_in_with_a_cookie_that_only_this_host_gets_over_https()
    {
        var user = await site.CreateUserAsync(Token);
        using var browser = site.Client();

        using var answer = await SignInAsync(browser, user, IdentitySite.Password, "/app/settings/tokens?source=terraform-login");
        var me = await browser.GetStringAsync(Me, Token);

        Assert.Equal("/app/settings/tokens?source=terraform-login", answer.Headers.Location?.ToString());
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-platform=", StringComparison.Ordinal));
        Assert.All(new[] { "path=/", "secure", "httponly", "samesite=lax" }, part => Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(user.UserName, me);
    }

    [Fact]
    public async Task A_return_address_of_another_site_leads_to_the_start_page()
    {
        var user = await site.CreateUserAsync(Token);
        using var browser = site.Client();

        using var answer = await SignInAsync(browser, user, IdentitySite.Password, "//evil.example/");

        Assert.Equal("/", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_read_the_same()
    {
        var user = await site.CreateUserAsync(Token);
        using var browser = site.Client();

        using var wrong = await SignInAsync(browser, user, "not the password", "/app");
        using var unknown = await SignInAsync(browser, new User { UserName = "nobody" }, "not the password", "/app");

        Assert.Equal("/sign-in?error=failed&returnUrl=%2Fapp", wrong.Headers.Location?.ToString());
        Assert.Equal(wrong.Headers.Location, unknown.Headers.Location);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_out_the_right_one_for_five_minutes()
    {
        var user = await site.CreateUserAsync(Token);
        using var browser = site.Client();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            using var wrong = await SignInAsync(browser, user, "not the password", "/");
        }

        using var locked = await SignInAsync(browser, user, IdentitySite.Password, "/");

        Assert.Equal("/sign-in?error=locked-out&returnUrl=%2F", locked.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_sign_in_form_of_another_site_is_refused()
    {
        var user = await site.CreateUserAsync(Token);
        using var browser = site.Client();
        using var form = new FormUrlEncodedContent([new("userName", user.UserName!), new("password", IdentitySite.Password)]);

        using var answer = await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), form, Token);

        Assert.Equal("/sign-in?error=expired", answer.Headers.Location?.ToString());
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Signing_out_ends_the_cookie()
    {
        var (browser, _) = await site.SignInAsync(Token);

        using var answer = await IdentitySite.PostFormAsync(browser, "/sign-out", [], Token);
        using var after = await browser.GetAsync(Me, Token);

        Assert.Equal("/signed-out", answer.Headers.Location?.ToString());
        Assert.StartsWith("/sign-in?", after.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        browser.Dispose();
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Redirect)]
    [InlineData("http://localhost:3000", HttpStatusCode.Redirect)]
    [InlineData("null", HttpStatusCode.Redirect)]
    [InlineData("", HttpStatusCode.OK)]
    public async Task The_cookie_does_not_count_in_requests_of_other_pages(string origin, HttpStatusCode expected)
    {
        var (browser, _) = await site.SignInAsync(Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, Me);
        request.Headers.Add("Origin", origin.Length == 0 ? site.Url.GetLeftPart(UriPartial.Authority) : origin);

        using var answer = await browser.SendAsync(request, Token);

        Assert.Equal(expected, answer.StatusCode);
        browser.Dispose();
    }

    [Fact]
    public void Behind_a_proxy_the_public_address_is_our_page_too()
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString("10.0.0.5", 8443);
        request.Headers.Origin = "https://tofu.example.com";

        Assert.True(SignInCookie.IsFromOurPages(request, new ProxiedAddress()));
    }

    [Fact]
    public async Task A_new_password_signs_the_user_out_everywhere_within_a_minute()
    {
        var (browser, user) = await site.SignInAsync(Token);
        var set = await site.ActAsync<SetPassword, Result<User>>(action => action.ExecuteAsync(user.UserName!, "another long password", Token));
        Assert.Null(set.Refusal);

        site.Advance(TimeSpan.FromSeconds(61));
        using var after = await browser.GetAsync(Me, Token);

        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
        browser.Dispose();
    }

    [Fact]
    public async Task A_link_signs_in_once_and_looking_at_it_does_not_use_it_up()
    {
        var user = await site.CreateUserAsync(Token);
        var secret = await LinkAsync(user);
        using var browser = site.Client();

        var seen = await site.ActAsync<FindSignInLink, Result<SignInLinkDetails>>(find => find.ExecuteAsync(secret, Token));
        using var first = await IdentitySite.PostFormAsync(browser, "/sign-in-link", [new("secret", secret), new("returnUrl", "/app/demo")], Token);
        var me = await browser.GetStringAsync(Me, Token);
        using var second = await IdentitySite.PostFormAsync(browser, "/sign-in-link", [new("secret", secret)], Token);

        Assert.Equal(user.UserName, seen.Value?.UserName);
        Assert.Equal("/app/demo", first.Headers.Location?.ToString());
        Assert.Equal(user.UserName, me);
        Assert.Equal("/sign-in?error=link", second.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Of_many_who_use_one_link_at_once_one_is_signed_in()
    {
        var secret = await LinkAsync(await site.CreateUserAsync(Token));

        var used = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.ActAsync<UseSignInLink, Result<User>>(use => use.ExecuteAsync(secret, null, Token))));

        Assert.Equal(1, used.Count(result => result.Refusal is null));
        Assert.All(used.Where(result => result.Refusal is not null), result => Assert.Equal(RefusalKind.Gone, result.Refusal!.Kind));
    }

    [Fact]
    public async Task A_link_is_over_after_a_quarter_of_an_hour()
    {
        var secret = await LinkAsync(await site.CreateUserAsync(Token));
        site.Advance(TimeSpan.FromMinutes(15));

        var used = await site.ActAsync<UseSignInLink, Result<User>>(use => use.ExecuteAsync(secret, null, Token));

        Assert.Equal(RefusalKind.Gone, used.Refusal?.Kind);
    }

    [Fact]
    public async Task Who_has_no_password_may_choose_one_with_the_link_and_a_short_one_does_not_use_the_link_up()
    {
        var made = await site.ActAsync<CreateUser, Result<User>>(create => create.ExecuteAsync(new NewUser("grace"), Token));
        var secret = await LinkAsync(made.Value!);
        using var browser = site.Client();

        using var tooShort = await IdentitySite.PostFormAsync(browser, "/sign-in-link", [new("secret", secret), new("password", "short")], Token);
        using var chosen = await IdentitySite.PostFormAsync(browser, "/sign-in-link", [new("secret", secret), new("password", IdentitySite.Password)], Token);
        using var other = site.Client();
        using var signedIn = await SignInAsync(other, made.Value!, IdentitySite.Password, "/app");

        Assert.Equal($"/sign-in-link/{secret}?error=password", tooShort.Headers.Location?.ToString());
        Assert.Equal("/", chosen.Headers.Location?.ToString());
        Assert.Equal("/app", signedIn.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_link_never_changes_a_password_that_is_there()
    {
        var user = await site.CreateUserAsync(Token);
        var secret = await LinkAsync(user);

        var used = await site.ActAsync<UseSignInLink, Result<User>>(use => use.ExecuteAsync(secret, "another long password", Token));
        using var browser = site.Client();
        using var signedIn = await SignInAsync(browser, user, IdentitySite.Password, "/app");

        Assert.Null(used.Refusal);
        Assert.Equal("/app", signedIn.Headers.Location?.ToString());
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, User user, string password, string returnUrl) =>
        IdentitySite.PostFormAsync(browser, "/sign-in", [new("userName", user.UserName!), new("password", password), new("returnUrl", returnUrl)], Token);

    private async Task<string> LinkAsync(User user)
    {
        var link = await site.ActAsync<CreateSignInLink, Result<Uri>>(create => create.ExecuteAsync(user.UserName!, returnUrl: null, Token));
        return link.Value!.Segments[^1];
    }

    private sealed class ProxiedAddress : IPublicAddress
    {
        public Uri Url { get; } = new("https://tofu.example.com/");
        public string Host => "tofu.example.com";
    }
}
