using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Ids;
using Platform.Identity.Tokens;
using Platform.JsonApi;
using Platform.Persistence;

namespace Platform.UnitTests.Identity;

public sealed class ApiAuthenticationTests : IAsyncLifetime
{
    private static readonly Uri Account = new("/api/v2/account/details", UriKind.Relative);
    private IdentitySite _site = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _site = await IdentitySite.StartAsync(Token);

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic " + IdentitySite.AdminToken)]
    [InlineData(IdentitySite.AdminToken)]
    [InlineData("Bearer " + IdentitySite.AdminToken + "x")]
    public async Task Without_a_valid_token_the_answer_is_the_401_that_clients_read(string? header)
    {
        using var client = _site.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, Account);
        request.Headers.TryAddWithoutValidation("Authorization", header);

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(JsonApiSerializer.MediaType, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        var error = (await IdentitySite.ReadAsync(answer, Token)).GetProperty("errors")[0];
        Assert.Equal("unauthorized", error.GetProperty("title").GetString());
    }

    [Fact]
    public async Task The_configured_token_is_the_first_administrators()
    {
        using var client = _site.Client(IdentitySite.AdminToken);

        using var answer = await client.GetAsync(Account, Token);

        var data = (await IdentitySite.ReadAsync(answer, Token)).GetProperty("data");
        Assert.Equal("users", data.GetProperty("type").GetString());
        Assert.Equal("admin", data.GetProperty("attributes").GetProperty("username").GetString());
        Assert.True(data.GetProperty("attributes").GetProperty("is-site-admin").GetBoolean());
    }

    [Fact]
    public async Task A_cookie_is_not_enough_for_the_api()
    {
        var (browser, _) = await _site.SignInAsync("ada", Token);

        using var answer = await browser.GetAsync(Account, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        browser.Dispose();
    }

    [Fact]
    public async Task Discovery_and_ping_answer_whatever_token_comes()
    {
        using var client = _site.Client("wrong");

        using var services = await client.GetAsync(new Uri("/.well-known/terraform.json", UriKind.Relative), Token);
        using var ping = await client.GetAsync(new Uri("/api/v2/ping", UriKind.Relative), Token);

        Assert.Equal("application/json", services.Content.Headers.ContentType?.ToString());
        var document = await IdentitySite.ReadAsync(services, Token);
        Assert.Equal(["tfe.v2", "tfe.v2.1", "tfe.v2.2", "state.v2", "login.v1"], document.EnumerateObject().Select(service => service.Name));
        Assert.Equal("/api/v2/", document.GetProperty("tfe.v2.1").GetString());
        Assert.Equal("/oauth2/token", document.GetProperty("login.v1").GetProperty("token").GetString());
        Assert.Equal(HttpStatusCode.NoContent, ping.StatusCode);
        Assert.Equal("2.6", ping.Headers.GetValues("TFP-API-Version").Single());
        Assert.Equal("v202505-1", ping.Headers.GetValues("X-TFE-Version").Single());
    }

    [Fact]
    public async Task A_token_that_was_revoked_while_it_was_remembered_answers_401()
    {
        using var admin = _site.Client(IdentitySite.AdminToken);
        var (_, user) = await _site.SignInAsync("ada", Token);
        var issued = await IssueAsync(IssuedToken.ForUser(user.Id, "", _site.Clock.GetUtcNow(), expiresAt: null));
        using var client = _site.Client(issued.Secret);
        using var before = await client.GetAsync(Account, Token);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        using var revoked = await admin.DeleteAsync(new Uri($"/api/v2/authentication-tokens/{issued.Token.Id}", UriKind.Relative), Token);
        using var after = await client.GetAsync(Account, Token);

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task A_token_that_another_node_revoked_answers_401_after_five_seconds()
    {
        var (_, user) = await _site.SignInAsync("ada", Token);
        var issued = await IssueAsync(IssuedToken.ForUser(user.Id, "", _site.Clock.GetUtcNow(), expiresAt: null));
        using var client = _site.Client(issued.Secret);
        using var before = await client.GetAsync(Account, Token);
        await _site.ActAsync<PlatformDbContext, int>(db => db.ApiTokens.Where(t => t.Id == issued.Token.Id).ExecuteDeleteAsync(Token));

        using var remembered = await client.GetAsync(Account, Token);
        _site.Clock.Advance(TimeSpan.FromSeconds(5));
        using var after = await client.GetAsync(Account, Token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.OK, remembered.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task A_token_ends_at_the_second_it_expires_although_it_was_remembered()
    {
        var (_, user) = await _site.SignInAsync("ada", Token);
        var now = _site.Clock.GetUtcNow();
        var issued = await IssueAsync(IssuedToken.ForUser(user.Id, "", now, now.AddSeconds(2)));
        using var client = _site.Client(issued.Secret);
        using var before = await client.GetAsync(Account, Token);

        _site.Clock.Advance(TimeSpan.FromSeconds(2));
        using var after = await client.GetAsync(Account, Token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task When_a_token_was_last_used_is_written_beside_the_requests()
    {
        var (_, user) = await _site.SignInAsync("ada", Token);
        var issued = await IssueAsync(IssuedToken.ForUser(user.Id, "", _site.Clock.GetUtcNow(), expiresAt: null));
        using var client = _site.Client(issued.Secret);
        using var answer = await client.GetAsync(Account, Token);
        Assert.Null(await LastUsedAsync(issued.Token.Id));

        await _site.Services.GetRequiredService<TokenUse>().WriteAsync(Token);

        Assert.Equal(_site.Clock.GetUtcNow(), await LastUsedAsync(issued.Token.Id));
    }

    [Fact]
    public async Task A_runs_token_ends_with_its_run()
    {
        // Without the run it belongs to, a run's token is nobody's.
        var orphan = await IssueAsync(IssuedToken.ForRun(RunId.New(), _site.Clock.GetUtcNow(), _site.Clock.GetUtcNow().AddHours(1)));
        using var client = _site.Client(orphan.Secret);

        using var answer = await client.GetAsync(Account, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<IssuedToken> IssueAsync(IssuedToken issued)
    {
        await _site.ActAsync<PlatformDbContext, int>(db =>
        {
            db.ApiTokens.Add(issued.Token);
            return db.SaveChangesAsync(Token);
        });
        return issued;
    }

    private Task<DateTimeOffset?> LastUsedAsync(ApiTokenId id) =>
        _site.ActAsync<PlatformDbContext, DateTimeOffset?>(db => db.ApiTokens.Where(t => t.Id == id).Select(t => t.LastUsedAt).SingleAsync(Token));
}
