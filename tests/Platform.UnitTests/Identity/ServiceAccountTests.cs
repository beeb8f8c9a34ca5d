using System.Net;
using System.Text.Json;
using Platform.Access;
using Platform.Identity.Users;

namespace Platform.UnitTests.Identity;

/// <summary>Service accounts and their tokens, with the real sign-in of the API.</summary>
public sealed class ServiceAccountTests(IdentitySite site) : IClassFixture<IdentitySite>
{
    private static int _organizations;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_account_may_do_what_its_roles_say_and_nothing_before()
    {
        using var administrator = site.Client(IdentitySite.AdminToken);
        var (organization, account) = await MakeAsync(administrator);
        var secret = await TokenOfAsync(administrator, account);
        using var speaking = site.Client(secret);

        Assert.Matches("^platform_service_", secret);
        var details = (await IdentitySite.SendAsync(speaking, HttpMethod.Get, "account/details")).GetProperty("data").GetProperty("attributes");
        Assert.True(details.GetProperty("is-service-account").GetBoolean());
        await IdentitySite.SendAsync(speaking, HttpMethod.Post, $"organizations/{organization}/projects", """{"data":{"attributes":{"name":"refused"}}}""", HttpStatusCode.Forbidden);
        await GrantAsync(administrator, organization, account, "role-admin");
        await IdentitySite.SendAsync(speaking, HttpMethod.Post, $"organizations/{organization}/projects", """{"data":{"attributes":{"name":"allowed"}}}""", HttpStatusCode.Created);

        var other = await OrganizationAsync(administrator);
        await IdentitySite.SendAsync(speaking, HttpMethod.Get, $"organizations/{other}", null, HttpStatusCode.NotFound);
        await IdentitySite.SendAsync(speaking, HttpMethod.Get, $"service-accounts/{account}/authentication-tokens", null, HttpStatusCode.Forbidden);
        await IdentitySite.SendAsync(speaking, HttpMethod.Post, $"service-accounts/{account}/authentication-tokens", "{}", HttpStatusCode.Forbidden);
        await IdentitySite.SendAsync(speaking, HttpMethod.Patch, "account/update", """{"data":{"attributes":{"username":"x"}}}""", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Its_tokens_are_listed_expire_and_end_with_it_at_once()
    {
        using var administrator = site.Client(IdentitySite.AdminToken);
        var (organization, account) = await MakeAsync(administrator);
        using var speaking = site.Client(await TokenOfAsync(administrator, account, """{"data":{"attributes":{"description":"ci","expired-at":"2031-01-01T00:00:00.000Z"}}}"""));
        await TokenOfAsync(administrator, account);
        await IdentitySite.SendAsync(administrator, HttpMethod.Post, $"service-accounts/{account}/authentication-tokens", """{"data":{"attributes":{"expired-at":"2001-01-01T00:00:00Z"}}}""", HttpStatusCode.UnprocessableEntity);

        var tokens = (await IdentitySite.SendAsync(administrator, HttpMethod.Get, $"service-accounts/{account}/authentication-tokens")).GetProperty("data");
        Assert.Equal(2, tokens.GetArrayLength());
        Assert.All(tokens.EnumerateArray(), token => Assert.Equal(JsonValueKind.Null, token.GetProperty("attributes").GetProperty("token").ValueKind));
        Assert.Equal(account, tokens[0].GetProperty("relationships").GetProperty("service-account").GetProperty("data").GetProperty("id").GetString());
        var described = tokens.EnumerateArray().Single(token => token.GetProperty("attributes").GetProperty("description").GetString() == "ci").GetProperty("id").GetString();
        await IdentitySite.SendAsync(speaking, HttpMethod.Get, "account/details");
        await IdentitySite.SendAsync(administrator, HttpMethod.Delete, $"authentication-tokens/{described}", null, HttpStatusCode.NoContent);
        await IdentitySite.SendAsync(speaking, HttpMethod.Get, "account/details", null, HttpStatusCode.Unauthorized);

        await GrantAsync(administrator, organization, account, "role-read");
        using var last = site.Client(await TokenOfAsync(administrator, account));
        await IdentitySite.SendAsync(last, HttpMethod.Get, "account/details");
        await IdentitySite.SendAsync(administrator, HttpMethod.Delete, $"service-accounts/{account}", null, HttpStatusCode.NoContent);
        await IdentitySite.SendAsync(last, HttpMethod.Get, "account/details", null, HttpStatusCode.Unauthorized);
        await IdentitySite.SendAsync(administrator, HttpMethod.Get, $"service-accounts/{account}", null, HttpStatusCode.NotFound);
        Assert.Equal(0, (await IdentitySite.SendAsync(administrator, HttpMethod.Get, $"organizations/{organization}/access-grants")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Nobody_makes_a_token_of_an_account_that_may_do_more_than_they()
    {
        using var administrator = site.Client(IdentitySite.AdminToken);
        var (organization, account) = await MakeAsync(administrator);
        var keeper = await site.CreateUserAsync(Token);
        var role = (await IdentitySite.SendAsync(administrator, HttpMethod.Post, $"organizations/{organization}/roles", """{"data":{"attributes":{"name":"keeper","permissions":["service-accounts:manage","runs:plan"]}}}""")).GetProperty("data").GetProperty("id").GetString();
        await site.ActAsync<Platform.Persistence.PlatformDbContext, int>(async db =>
        {
            var id = db.Organizations.Where(o => o.Name == organization).Select(o => o.Id).Single();
            db.AccessGrants.Add(new AccessGrant { Id = Contracts.Ids.AccessGrantId.New(), UserId = keeper.Id, RoleId = new(role!), OrganizationId = id });
            return await db.SaveChangesAsync(Token);
        });
        using var client = await site.ClientAsync(keeper, Token);

        await TokenOfAsync(client, account);
        await GrantAsync(administrator, organization, account, "role-plan");
        await IdentitySite.SendAsync(client, HttpMethod.Post, $"service-accounts/{account}/authentication-tokens", "{}", HttpStatusCode.Forbidden);
        await IdentitySite.SendAsync(client, HttpMethod.Patch, $"service-accounts/{account}", """{"data":{"attributes":{"description":"plans"}}}""");
    }

    [Fact]
    public async Task Names_are_unique_in_an_organization_and_another_organizations_account_does_not_exist()
    {
        using var administrator = site.Client(IdentitySite.AdminToken);
        var (organization, account) = await MakeAsync(administrator);
        var path = $"organizations/{organization}/service-accounts";
        await IdentitySite.SendAsync(administrator, HttpMethod.Post, path, """{"data":{"attributes":{"name":"CI"}}}""", HttpStatusCode.UnprocessableEntity);
        await IdentitySite.SendAsync(administrator, HttpMethod.Post, path, """{"data":{"attributes":{"name":"not a name"}}}""", HttpStatusCode.UnprocessableEntity);
        await IdentitySite.SendAsync(administrator, HttpMethod.Post, path, "{}", HttpStatusCode.UnprocessableEntity);
        await IdentitySite.SendAsync(administrator, HttpMethod.Post, path, """{"data":{"attributes":{"name":"cd"}}}""", HttpStatusCode.Created);
        Assert.Equal(
            ["cd", "ci"],
            (await IdentitySite.SendAsync(administrator, HttpMethod.Get, path)).GetProperty("data").EnumerateArray().Select(a => a.GetProperty("attributes").GetProperty("name").GetString()));

        using var stranger = await site.ClientAsync(await site.CreateUserAsync(Token), Token);
        await IdentitySite.SendAsync(stranger, HttpMethod.Get, path, null, HttpStatusCode.NotFound);
        await IdentitySite.SendAsync(stranger, HttpMethod.Get, $"service-accounts/{account}", null, HttpStatusCode.NotFound);
        await IdentitySite.SendAsync(stranger, HttpMethod.Patch, $"service-accounts/{account}", "{}", HttpStatusCode.NotFound);
        await IdentitySite.SendAsync(stranger, HttpMethod.Delete, $"service-accounts/{account}", null, HttpStatusCode.NotFound);
        await IdentitySite.SendAsync(stranger, HttpMethod.Post, $"service-accounts/{account}/authentication-tokens", "{}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nobody_signs_in_as_a_service_account_and_its_organization_takes_it_along()
    {
        using var administrator = site.Client(IdentitySite.AdminToken);
        var (organization, account) = await MakeAsync(administrator);
        var secret = await TokenOfAsync(administrator, account);
        var name = await site.ActAsync<Platform.Persistence.PlatformDbContext, string>(db => Task.FromResult(
            db.ServiceAccounts.Where(a => a.Id == new Contracts.Ids.ServiceAccountId(account)).Join(db.Users, a => a.UserId, u => u.Id, (a, u) => u.UserName!).Single()));
        var refused = await site.ActAsync<SetPassword, Platform.Results.Refusal?>(async set => (await set.ExecuteAsync(name, IdentitySite.Password, Token)).Refusal);
        Assert.NotNull(refused);

        await IdentitySite.SendAsync(administrator, HttpMethod.Delete, $"organizations/{organization}", null, HttpStatusCode.NoContent);

        using var speaking = site.Client(secret);
        await IdentitySite.SendAsync(speaking, HttpMethod.Get, "account/details", null, HttpStatusCode.Unauthorized);
        Assert.False(await site.ActAsync<Platform.Persistence.PlatformDbContext, bool>(db => Task.FromResult(db.Users.Any(u => u.UserName == name))));
    }

    private static async Task<string> OrganizationAsync(HttpClient administrator)
    {
        var organization = $"accounts-{Interlocked.Increment(ref _organizations)}";
        await IdentitySite.SendAsync(administrator, HttpMethod.Post, "organizations", $$$"""{"data":{"attributes":{"name":"{{{organization}}}"} } }""", HttpStatusCode.Created);
        return organization;
    }

    private static async Task<(string Organization, string Account)> MakeAsync(HttpClient administrator)
    {
        var organization = await OrganizationAsync(administrator);
        var account = await IdentitySite.SendAsync(administrator, HttpMethod.Post, $"organizations/{organization}/service-accounts", """{"data":{"attributes":{"name":"ci"}}}""", HttpStatusCode.Created);
        return (organization, account.GetProperty("data").GetProperty("id").GetString()!);
    }

    private static async Task<string> TokenOfAsync(HttpClient client, string account, string body = "{}") =>
        (await IdentitySite.SendAsync(client, HttpMethod.Post, $"service-accounts/{account}/authentication-tokens", body, HttpStatusCode.Created))
            .GetProperty("data").GetProperty("attributes").GetProperty("token").GetString()!;

    private static Task<JsonElement> GrantAsync(HttpClient administrator, string organization, string account, string role) => IdentitySite.SendAsync(
        administrator,
        HttpMethod.Post,
        $"organizations/{organization}/access-grants",
        $$$"""{"data":{"relationships":{"role":{"data":{"id":"{{{role}}}"}},"service-account":{"data":{"id":"{{{account}}}"} } } } }""",
        HttpStatusCode.Created);
}
