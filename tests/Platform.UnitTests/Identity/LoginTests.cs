using System.Net;
using System.Web;
using Microsoft.EntityFrameworkCore;
using Platform.Identity;
using Platform.Identity.Login;
using Platform.Persistence;

namespace Platform.UnitTests.Identity;

public sealed class LoginTests(IdentitySite site) : IClassFixture<IdentitySite>
{
    private const string Redirect = "http://localhost:10003/login";
    private const string Verifier = "2ca9b2d1-c3e8-c0bb-208c-97594542eaaf.533879086";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_line_gets_a_lasting_token_of_the_person_who_allowed_it()
    {
        var (browser, user) = await site.SignInAsync(Token);
        using var callback = await DecideAsync(browser, Request());
        var query = HttpUtility.ParseQueryString(callback.Headers.Location!.Query);
        using var answer = await ExchangeAsync(Exchange(query["code"]!));

        Assert.Equal(Redirect, callback.Headers.Location.GetLeftPart(UriPartial.Path));
        Assert.Equal("a state & more", query["state"]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var token = await IdentitySite.ReadAsync(answer, Token);
        Assert.Equal("bearer", token.GetProperty("token_type").GetString());
        using var client = site.Client(token.GetProperty("access_token").GetString());
        using var account = await client.GetAsync(new Uri("/api/v2/account/details", UriKind.Relative), Token);
        Assert.Equal(user.Id.Value, (await IdentitySite.ReadAsync(account, Token)).GetProperty("data").GetProperty("id").GetString());
        var stored = await site.ActAsync<PlatformDbContext, ApiToken>(db => db.ApiTokens.SingleAsync(t => t.UserId == user.Id, Token));
        Assert.Null(stored.ExpiresAt);
        Assert.Equal($"CLI login from localhost on {site.Now:yyyy-MM-dd}", stored.Description);
        browser.Dispose();
    }

    [Fact]
    public async Task The_browser_is_sent_to_the_consent_page_with_the_request_and_never_straight_back()
    {
        using var browser = site.Client();
        var query = string.Join('&', Request().Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));

        using var answer = await browser.GetAsync(new Uri($"/oauth2/authorize?{query}&redirect_uri=http%3A%2F%2Fevil.example", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var location = answer.Headers.Location!.ToString();
        Assert.StartsWith("/oauth2/consent?", location, StringComparison.Ordinal);
        Assert.Contains("state=a%20state%20%26%20more", location, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_id", "another")]
    [InlineData("redirect_uri", "http://evil.example/login")]
    [InlineData("redirect_uri", "http://localhost:10011/login")]
    [InlineData("response_type", "token")]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge", "short")]
    [InlineData("state", "")]
    public async Task A_request_that_is_not_a_command_lines_gets_no_code_even_when_allowed(string name, string value)
    {
        var (browser, _) = await site.SignInAsync(Token);

        using var answer = await DecideAsync(browser, [.. Request().Where(field => field.Key != name), new(name, value)]);

        Assert.StartsWith("/oauth2/consent?", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.NotNull(AuthorizationRequest.Read(HttpFields(answer)).Refusal);
        browser.Dispose();
    }

    [Fact]
    public async Task Denying_brings_the_command_line_a_code_that_is_exchanged_for_a_refusal()
    {
        var (browser, _) = await site.SignInAsync(Token);

        using var answer = await DecideAsync(browser, Request(), decision: "deny");

        var query = HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
        using var exchanged = await ExchangeAsync(Exchange(query["code"]!));
        Assert.Equal(HttpStatusCode.BadRequest, exchanged.StatusCode);
        Assert.Contains("\"error\":\"access_denied\"", await exchanged.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        browser.Dispose();
    }

    [Fact]
    public async Task A_form_of_another_site_is_refused()
    {
        var (browser, _) = await site.SignInAsync(Token);
        using var form = new FormUrlEncodedContent([.. Request(), new("decision", "allow")]);

        using var answer = await browser.PostAsync(new Uri("/oauth2/authorize", UriKind.Relative), form, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        browser.Dispose();
    }

    [Fact]
    public async Task Nobody_allows_anything_without_signing_in()
    {
        using var browser = site.Client();

        using var answer = await DecideAsync(browser, Request());

        Assert.StartsWith("/sign-in?", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_was_used_is_refused_and_its_token_goes_on_working()
    {
        var code = await CodeAsync();
        using var first = await ExchangeAsync(Exchange(code));
        using var second = await ExchangeAsync(Exchange(code));

        await AssertRefusedAsync(second, "invalid_grant");
        using var client = site.Client((await IdentitySite.ReadAsync(first, Token)).GetProperty("access_token").GetString());
        using var account = await client.GetAsync(new Uri("/api/v2/account/details", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, account.StatusCode);
    }

    [Fact]
    public async Task Of_many_who_exchange_one_code_at_once_one_gets_a_token()
    {
        var code = await CodeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ExchangeAsync(Exchange(code))));

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(11, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));
        Assert.All(answers, answer => answer.Dispose());
    }

    [Theory]
    [InlineData("client_id", "another", "invalid_grant")]
    [InlineData("redirect_uri", "http://localhost:10004/login", "invalid_grant")]
    [InlineData("code_verifier", "2ca9b2d1-c3e8-c0bb-208c-97594542eaaf.533879087", "invalid_grant")]
    [InlineData("code_verifier", "", "invalid_grant")]
    [InlineData("grant_type", "password", "unsupported_grant_type")]
    [InlineData("code", "another", "invalid_grant")]
    public async Task An_exchange_that_does_not_fit_the_code_is_refused(string name, string value, string error)
    {
        var code = await CodeAsync();

        using var answer = await ExchangeAsync([.. Exchange(code).Where(field => field.Key != name), new(name, value)]);

        await AssertRefusedAsync(answer, error);
    }

    [Fact]
    public async Task A_wrong_guess_at_the_verifier_ends_the_code()
    {
        var code = await CodeAsync();
        using var wrong = await ExchangeAsync([.. Exchange(code).Where(field => field.Key != "code_verifier"), new("code_verifier", new string('a', 43))]);
        using var right = await ExchangeAsync(Exchange(code));

        await AssertRefusedAsync(right, "invalid_grant");
    }

    [Fact]
    public async Task A_code_is_over_after_a_minute()
    {
        var code = await CodeAsync();
        site.Advance(TimeSpan.FromMinutes(1));

        using var answer = await ExchangeAsync(Exchange(code));

        await AssertRefusedAsync(answer, "invalid_grant");
    }

    [Fact]
    public async Task An_exchange_that_is_no_form_is_refused()
    {
        using var client = site.Client();
        using var body = new StringContent("{}", null, "application/json");

        using var answer = await client.PostAsync(new Uri("/oauth2/token", UriKind.Relative), body, Token);

        await AssertRefusedAsync(answer, "invalid_request");
    }

    private static KeyValuePair<string, string>[] Request() =>
    [
        new("client_id", "terraform-cli"),
        new("response_type", "code"),
        new("redirect_uri", Redirect),
        new("state", "a state & more"),
        new("code_challenge", CodeChallenge.Of(Verifier)),
        new("code_challenge_method", "S256"),
    ];

    private static KeyValuePair<string, string>[] Exchange(string code) =>
    [
        new("client_id", "terraform-cli"),
        new("code", code),
        new("code_verifier", Verifier),
        new("grant_type", "authorization_code"),
        new("redirect_uri", Redirect),
    ];

    private static Task<HttpResponseMessage> DecideAsync(HttpClient browser, KeyValuePair<string, string>[] request, string decision = "allow") =>
        IdentitySite.PostFormAsync(browser, "/oauth2/authorize", [.. request, new("decision", decision)], Token);

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, string error)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(error, (await IdentitySite.ReadAsync(answer, Token)).GetProperty("error").GetString());
    }

    private async Task<string> CodeAsync()
    {
        var (browser, _) = await site.SignInAsync(Token);
        using var callback = await DecideAsync(browser, Request());
        browser.Dispose();
        return HttpUtility.ParseQueryString(callback.Headers.Location!.Query)["code"]!;
    }

    private async Task<HttpResponseMessage> ExchangeAsync(KeyValuePair<string, string>[] fields)
    {
        using var client = site.Client();
        using var form = new FormUrlEncodedContent(fields);
        return await client.PostAsync(new Uri("/oauth2/token", UriKind.Relative), form, Token);
    }

    private static Dictionary<string, Microsoft.Extensions.Primitives.StringValues> HttpFields(HttpResponseMessage answer) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(new Uri("https://x"), answer.Headers.Location!).Query);
}
