using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Ids;
using Platform.Identity.Tokens;
using Platform.JsonApi;
using Platform.Persistence;

namespace Platform.UnitTests.Identity;

public sealed class ApiAuthenticationTests(IdentitySite site) : IClassFixture<IdentitySite>
{
    private static readonly Uri Account = new("/api/v2/account/details", UriKind.Relative);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
        using var client = site.Client();
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
        using var client = site.Client(IdentitySite.AdminToken);

        using var answer = await client.GetAsync(Account, Token);

        var data = (await IdentitySite.ReadAsync(answer, Token)).GetProperty("data");
        Assert.Equal("users", data.GetProperty("type").GetString());
        Assert.Equal("admin", data.GetProperty("attributes").GetProperty("username").GetString());
        Assert.True(data.GetProperty("attributes").GetProperty("is-site-admin").GetBoolean());
    }

    [Fact]
    public async Task A_cookie_is_not_enough_for_the_api()
    {
        var (browser, _) = await site.SignInAsync(Token);

        using var answer = await browser.GetAsync(Account, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        browser.Dispose();
    }

    [Fact]
    public async Task Discovery_and_ping_answer_whatever_token_comes()
    {
        using var client = site.Client("wrong");

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
        using var admin = site.Client(IdentitySite.AdminToken);
        var user = await site.CreateUserAsync(Token);
        var issued = await site.StoreAsync(IssuedToken.ForUser(user.Id, "", site.Now, expiresAt: null), Token);
        using var client = site.Client(issued.Secret);
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
        var user = await site.CreateUserAsync(Token);
        var issued = await site.StoreAsync(IssuedToken.ForUser(user.Id, "", site.Now, expiresAt: null), Token);
        using var client = site.Client(issued.Secret);
        using var before = await client.GetAsync(Account, Token);
        await site.ActAsync<PlatformDbContext, int>(db => db.ApiTokens.Where(t => t.Id == issued.Token.Id).ExecuteDeleteAsync(Token));

        using var remembered = await client.GetAsync(Account, Token);
        site.Advance(TimeSpan.FromSeconds(5));
        using var after = await client.GetAsync(Account, Token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.OK, remembered.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task A_token_ends_at_the_second_it_expires_although_it_was_remembered()
    {
        var user = await site.CreateUserAsync(Token);
        var now = site.Now;
        var issued = await site.StoreAsync(IssuedToken.ForUser(user.Id, "", now, now.AddSeconds(2)), Token);
        using var client = site.Client(issued.Secret);
        using var before = await client.GetAsync(Account, Token);

        site.Advance(TimeSpan.FromSeconds(2));
        using var after = await client.GetAsync(Account, Token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task When_a_token_was_last_used_is_written_beside_the_requests()
    {
        var user = await site.CreateUserAsync(Token);
        var issued = await site.StoreAsync(IssuedToken.ForUser(user.Id, "", site.Now, expiresAt: null), Token);
        using var client = site.Client(issued.Secret);
        using var answer = await client.GetAsync(Account, Token);
        Assert.Null(await LastUsedAsync(issued.Token.Id));

        await site.Services.GetRequiredService<TokenUse>().WriteAsync(Token);

        Assert.Equal(site.Now, await LastUsedAsync(issued.Token.Id));
    }

    [Fact]
    public async Task An_organizations_token_answers_403_where_it_does_not_belong_and_has_an_account_of_its_own()
    {
        using var admin = site.Client(IdentitySite.AdminToken);
        using var body = new StringContent("""{"data":{"type":"organizations","attributes":{"name":"acme","email":"it@acme.example"}}}""");
        using var organization = await admin.PostAsync(new Uri("/api/v2/organizations", UriKind.Relative), body, Token);
        Assert.Equal(HttpStatusCode.Created, organization.StatusCode);
        var address = new Uri("/api/v2/organizations/acme/authentication-token", UriKind.Relative);
        using var made = await admin.PostAsync(address, null, Token);
        using var client = site.Client((await IdentitySite.ReadAsync(made, Token)).GetProperty("data").GetProperty("attributes").GetProperty("token").GetString());

        using var account = await client.GetAsync(Account, Token);
        using var own = await client.GetAsync(new Uri("/api/v2/organizations/acme", UriKind.Relative), Token);
        using var another = await client.PostAsync(address, null, Token);

        Assert.Equal("api-org-acme", (await IdentitySite.ReadAsync(account, Token)).GetProperty("data").GetProperty("attributes").GetProperty("username").GetString());
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, another.StatusCode);
        Assert.Equal("forbidden", (await IdentitySite.ReadAsync(another, Token)).GetProperty("errors")[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_new_organization_token_ends_the_former_one()
    {
        using var admin = site.Client(IdentitySite.AdminToken);
        using var body = new StringContent("""{"data":{"type":"organizations","attributes":{"name":"globex","email":"it@globex.example"}}}""");
        using var organization = await admin.PostAsync(new Uri("/api/v2/organizations", UriKind.Relative), body, Token);
        var address = new Uri("/api/v2/organizations/globex/authentication-token", UriKind.Relative);
        using var first = await admin.PostAsync(address, null, Token);
        using var client = site.Client((await IdentitySite.ReadAsync(first, Token)).GetProperty("data").GetProperty("attributes").GetProperty("token").GetString());
        using var before = await client.GetAsync(Account, Token);

        using var second = await admin.PostAsync(address, null, Token);
        using var after = await client.GetAsync(Account, Token);
        using var shown = await admin.GetAsync(address, Token);
        using var revoked = await admin.DeleteAsync(address, Token);
        using var gone = await admin.GetAsync(address, Token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal(JsonValueKind.Null, (await IdentitySite.ReadAsync(shown, Token)).GetProperty("data").GetProperty("attributes").GetProperty("token").ValueKind);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_runs_token_ends_with_its_run()
    {
        // Without the run it belongs to, a run's token is nobody's.
        var orphan = await site.StoreAsync(IssuedToken.ForRun(RunId.New(), site.Now, site.Now.AddHours(1)), Token);
        using var client = site.Client(orphan.Secret);

        using var answer = await client.GetAsync(Account, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private Task<DateTimeOffset?> LastUsedAsync(ApiTokenId id) =>
        site.ActAsync<PlatformDbContext, DateTimeOffset?>(db => db.ApiTokens.Where(t => t.Id == id).Select(t => t.LastUsedAt).SingleAsync(Token));
}
