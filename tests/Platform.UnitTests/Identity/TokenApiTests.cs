using System.Net;
using System.Text.Json;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Identity;
using Platform.Identity.Tokens;
using Platform.Persistence;
using Platform.Results;

namespace Platform.UnitTests.Identity;

public sealed class TokenApiTests(IdentitySite site) : IClassFixture<IdentitySite>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_shows_its_secret_when_it_is_made_and_never_again()
    {
        var user = await site.CreateUserAsync(Token);
        using var client = await site.ClientAsync(user, Token);

        using var made = await PostAsync(client, user.Id, """{"data":{"type":"authentication-tokens","attributes":{"description":"laptop","expired-at":"2031-01-01T00:00:00.000Z"}}}""");
        var data = (await IdentitySite.ReadAsync(made, Token)).GetProperty("data");
        using var read = await client.GetAsync(new Uri($"/api/v2/authentication-tokens/{data.GetProperty("id").GetString()}", UriKind.Relative), Token);
        using var list = await client.GetAsync(Tokens(user.Id), Token);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Matches("^platform_user_", data.GetProperty("attributes").GetProperty("token").GetString());
        Assert.Equal("2031-01-01T00:00:00.000Z", data.GetProperty("attributes").GetProperty("expired-at").GetString());
        var again = (await IdentitySite.ReadAsync(read, Token)).GetProperty("data").GetProperty("attributes");
        Assert.Equal("laptop", again.GetProperty("description").GetString());
        Assert.Equal(JsonValueKind.Null, again.GetProperty("token").ValueKind);
        Assert.Equal(2, (await IdentitySite.ReadAsync(list, Token)).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task What_was_made_works_as_a_token()
    {
        var user = await site.CreateUserAsync(Token);
        using var client = await site.ClientAsync(user, Token);
        using var made = await PostAsync(client, user.Id, "");
        using var other = site.Client((await IdentitySite.ReadAsync(made, Token)).GetProperty("data").GetProperty("attributes").GetProperty("token").GetString());

        using var answer = await other.GetAsync(new Uri($"/api/v2/users/{user.Id}", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"data":{"attributes":{"expired-at":"2001-01-01T00:00:00Z"}}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"data":{"attributes":{"expired-at":"tomorrow"}}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    public async Task A_wrong_wish_is_refused(string body, HttpStatusCode expected)
    {
        var user = await site.CreateUserAsync(Token);
        using var client = await site.ClientAsync(user, Token);

        using var answer = await PostAsync(client, user.Id, body);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task To_others_a_user_and_their_tokens_do_not_exist()
    {
        var owner = await site.CreateUserAsync(Token);
        var issued = await site.StoreAsync(IssuedToken.ForUser(owner.Id, "", site.Now, expiresAt: null), Token);
        using var stranger = await site.ClientAsync(await site.CreateUserAsync(Token), Token);

        using var user = await stranger.GetAsync(new Uri($"/api/v2/users/{owner.Id}", UriKind.Relative), Token);
        using var list = await stranger.GetAsync(Tokens(owner.Id), Token);
        using var made = await PostAsync(stranger, owner.Id, "");
        using var read = await stranger.GetAsync(new Uri($"/api/v2/authentication-tokens/{issued.Token.Id}", UriKind.Relative), Token);
        using var revoked = await stranger.DeleteAsync(new Uri($"/api/v2/authentication-tokens/{issued.Token.Id}", UriKind.Relative), Token);

        Assert.All(new[] { user, list, made, read, revoked }, answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    [Fact]
    public async Task An_administrator_revokes_somebodys_token_but_makes_none_that_speaks_for_them()
    {
        var owner = await site.CreateUserAsync(Token);
        var issued = await site.StoreAsync(IssuedToken.ForUser(owner.Id, "", site.Now, expiresAt: null), Token);
        using var admin = site.Client(IdentitySite.AdminToken);

        using var made = await PostAsync(admin, owner.Id, "");
        using var revoked = await admin.DeleteAsync(new Uri($"/api/v2/authentication-tokens/{issued.Token.Id}", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.Forbidden, made.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
    }

    [Fact]
    public async Task Whoever_shares_an_organization_sees_the_name_and_not_the_address()
    {
        var colleague = await site.CreateUserAsync(Token);
        var reader = await site.CreateUserAsync(Token);
        await site.ActAsync<PlatformDbContext, int>(async db =>
        {
            var organization = new Platform.Organizations.Organization
            {
                Id = OrganizationId.New(), Name = "initech", NormalizedName = "initech", DefaultProjectId = ProjectId.New(), CreatedAt = site.Now,
            };
            db.Organizations.Add(organization);
            foreach (var user in new[] { colleague, reader })
            {
                db.AccessGrants.Add(new AccessGrant { Id = AccessGrantId.New(), UserId = user.Id, RoleId = BuiltInRoles.IdOf(BuiltInRole.Read), OrganizationId = organization.Id });
            }

            return await db.SaveChangesAsync(Token);
        });
        using var client = await site.ClientAsync(reader, Token);

        using var answer = await client.GetAsync(new Uri($"/api/v2/users/{colleague.Id}", UriKind.Relative), Token);

        var attributes = (await IdentitySite.ReadAsync(answer, Token)).GetProperty("data").GetProperty("attributes");
        Assert.Equal(colleague.UserName, attributes.GetProperty("username").GetString());
        Assert.Equal(JsonValueKind.Null, attributes.GetProperty("email").ValueKind);
    }

    [Theory]
    [InlineData(IdentitySite.Password, "another long password", "another long password", HttpStatusCode.OK)]
    [InlineData("not the password", "another long password", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData(IdentitySite.Password, "short", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData(IdentitySite.Password, "another long password", "a third long password", HttpStatusCode.UnprocessableEntity)]
    [InlineData(IdentitySite.Password, null, null, HttpStatusCode.UnprocessableEntity)]
    public async Task A_person_changes_the_password_knowing_the_old_one(string old, string? password, string? confirmation, HttpStatusCode expected)
    {
        using var client = await site.ClientAsync(await site.CreateUserAsync(Token), Token);
        var attributes = new Dictionary<string, string?> { ["current_password"] = old, ["password"] = password, ["password_confirmation"] = confirmation };
        using var body = new StringContent(JsonSerializer.Serialize(new { data = new { type = "users", attributes } }), null, "application/vnd.api+json");

        using var answer = await client.PatchAsync(new Uri("/api/v2/account/password", UriKind.Relative), body, Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_malformed_id_is_an_unknown_one()
    {
        using var client = site.Client(IdentitySite.AdminToken);

        using var answer = await client.GetAsync(new Uri("/api/v2/users/run-abcdefghijklmnop", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_runs_tokens_end_when_they_are_revoked()
    {
        var run = RunId.New();
        var issued = await site.StoreAsync(IssuedToken.ForRun(run, site.Now, site.Now.AddHours(1)), Token);

        await site.ActAsync<RunTokens, Done>(async tokens =>
        {
            await tokens.RevokeAsync(run, Token);
            return Done.Value;
        });

        Assert.Null(await site.ActAsync<PlatformDbContext, ApiToken?>(db => db.ApiTokens.FindAsync([issued.Token.Id], Token).AsTask()));
    }

    private static Uri Tokens(UserId user) => new($"/api/v2/users/{user}/authentication-tokens", UriKind.Relative);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, UserId user, string body)
    {
        using var content = new StringContent(body, null, "application/vnd.api+json");
        return await client.PostAsync(Tokens(user), content, Token);
    }
}
