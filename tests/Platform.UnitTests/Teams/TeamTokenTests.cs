using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Identity.Users;
using Platform.Identity;
using Platform.Persistence;
using Platform.UnitTests.Identity;

namespace Platform.UnitTests.Teams;

/// <summary>Tokens of teams, with the real sign-in of the API.</summary>
public sealed class TeamTokenTests(IdentitySite site) : IClassFixture<IdentitySite>
{
    private static int _organizations;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_teams_token_speaks_for_the_team_as_an_account_of_its_own()
    {
        using var administrator = site.Client(IdentitySite.AdminToken);
        var (organization, team) = await MakeAsync(administrator);
        var secret = SecretOf(await MakeTokenAsync(administrator, team));
        using var speaking = site.Client(secret);

        Assert.Matches("^platform_team_", secret);
        var account = (await IdentitySite.SendAsync(speaking, HttpMethod.Get, "account/details")).GetProperty("data").GetProperty("attributes");
        Assert.Matches("^api-team_[a-z0-9]+$", account.GetProperty("username").GetString());
        Assert.True(account.GetProperty("is-service-account").GetBoolean());
        Assert.Equal(organization, (await IdentitySite.SendAsync(speaking, HttpMethod.Get, "organizations")).GetProperty("data")[0].GetProperty("id").GetString());
        await IdentitySite.SendAsync(speaking, HttpMethod.Post, $"organizations/{organization}/projects", """{"data":{"attributes":{"name":"refused"}}}""", HttpStatusCode.Forbidden);
        await IdentitySite.SendAsync(administrator, HttpMethod.Patch, $"teams/{team}", """{"data":{"attributes":{"organization-access":{"manage-projects":true}}}}""");
        await IdentitySite.SendAsync(speaking, HttpMethod.Post, $"organizations/{organization}/projects", """{"data":{"attributes":{"name":"allowed"}}}""", HttpStatusCode.Created);

        await IdentitySite.SendAsync(speaking, HttpMethod.Get, $"teams/{team}/authentication-token", null, HttpStatusCode.Forbidden);
        await IdentitySite.SendAsync(speaking, HttpMethod.Post, $"teams/{team}/authentication-tokens", """{"data":{"attributes":{"description":"x"}}}""", HttpStatusCode.Forbidden);
        await IdentitySite.SendAsync(speaking, HttpMethod.Get, $"organizations/{organization}/team-tokens", null, HttpStatusCode.Forbidden);
        await IdentitySite.SendAsync(speaking, HttpMethod.Patch, "account/update", """{"data":{"attributes":{"username":"x"}}}""", HttpStatusCode.Forbidden);

        await MakeTokenAsync(administrator, team);
        await IdentitySite.SendAsync(speaking, HttpMethod.Get, "account/details", null, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_team_has_one_plain_token_and_any_number_with_descriptions()
    {
        using var administrator = site.Client(IdentitySite.AdminToken);
        var (organization, team) = await MakeAsync(administrator);
        await IdentitySite.SendAsync(administrator, HttpMethod.Get, $"teams/{team}/authentication-token", null, HttpStatusCode.NotFound);
        await MakeTokenAsync(administrator, team);
        await MakeTokenAsync(administrator, team);
        var described = await IdentitySite.SendAsync(administrator, HttpMethod.Post, $"teams/{team}/authentication-tokens", """{"data":{"attributes":{"description":"ci","expired-at":"2031-01-01T00:00:00.000Z"}}}""", HttpStatusCode.Created);
        await IdentitySite.SendAsync(administrator, HttpMethod.Post, $"teams/{team}/authentication-tokens", """{"data":{"attributes":{"description":"ci"}}}""", HttpStatusCode.UnprocessableEntity);
        await IdentitySite.SendAsync(administrator, HttpMethod.Post, $"teams/{team}/authentication-tokens", "{}", HttpStatusCode.UnprocessableEntity);
        await IdentitySite.SendAsync(administrator, HttpMethod.Post, $"teams/{team}/authentication-token", """{"data":{"attributes":{"expired-at":"2001-01-01T00:00:00Z"}}}""", HttpStatusCode.UnprocessableEntity);

        Assert.Equal(2, (await IdentitySite.SendAsync(administrator, HttpMethod.Get, $"teams/{team}/authentication-tokens")).GetProperty("data").GetArrayLength());
        var all = (await IdentitySite.SendAsync(administrator, HttpMethod.Get, $"organizations/{organization}/team-tokens")).GetProperty("data");
        Assert.Equal((2, team), (all.GetArrayLength(), all[0].GetProperty("relationships").GetProperty("team").GetProperty("data").GetProperty("id").GetString()));
        using var speaking = site.Client(SecretOf(described));
        await IdentitySite.SendAsync(speaking, HttpMethod.Get, "account/details");

        await IdentitySite.SendAsync(administrator, HttpMethod.Delete, $"authentication-tokens/{described.GetProperty("data").GetProperty("id").GetString()}", null, HttpStatusCode.NoContent);
        await IdentitySite.SendAsync(speaking, HttpMethod.Get, "account/details", null, HttpStatusCode.Unauthorized);
        await IdentitySite.SendAsync(administrator, HttpMethod.Delete, $"teams/{team}/authentication-token", null, HttpStatusCode.NoContent);
        Assert.Equal(0, (await IdentitySite.SendAsync(administrator, HttpMethod.Get, $"teams/{team}/authentication-tokens")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task The_tokens_of_a_deleted_team_end()
    {
        using var administrator = site.Client(IdentitySite.AdminToken);
        var (_, team) = await MakeAsync(administrator);
        using var speaking = site.Client(SecretOf(await MakeTokenAsync(administrator, team)));
        await IdentitySite.SendAsync(speaking, HttpMethod.Get, "account/details");

        await IdentitySite.SendAsync(administrator, HttpMethod.Delete, $"teams/{team}", null, HttpStatusCode.NoContent);

        await IdentitySite.SendAsync(speaking, HttpMethod.Get, "account/details", null, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Members_manage_the_tokens_of_their_team_where_it_lets_them_and_strangers_never()
    {
        using var administrator = site.Client(IdentitySite.AdminToken);
        var (organization, team) = await MakeAsync(administrator);
        var name = $"invited{Interlocked.Increment(ref _organizations)}";
        await IdentitySite.SendAsync(
            administrator,
            HttpMethod.Post,
            $"organizations/{organization}/organization-memberships",
            $$$"""{"data":{"attributes":{"email":"{{{name}}}@example.com"},"relationships":{"teams":{"data":[{"type":"teams","id":"{{{team}}}"}]} } } }""",
            HttpStatusCode.Created);
        var user = (await site.ActAsync<CreateUser, Platform.Results.Result<User>>(create => create.ExecuteAsync(new NewUser(name, $"{name}@example.com"), Token))).Value!;
        using var member = await site.ClientAsync(user, Token);
        using var stranger = await site.ClientAsync(await site.CreateUserAsync(Token), Token);

        var made = await MakeTokenAsync(member, team);
        var token = made.GetProperty("data").GetProperty("id").GetString();
        await MakeTokenAsync(stranger, team, HttpStatusCode.NotFound);
        await IdentitySite.SendAsync(stranger, HttpMethod.Get, $"authentication-tokens/{token}", null, HttpStatusCode.NotFound);
        await IdentitySite.SendAsync(stranger, HttpMethod.Delete, $"authentication-tokens/{token}", null, HttpStatusCode.NotFound);
        await IdentitySite.SendAsync(administrator, HttpMethod.Patch, $"teams/{team}", """{"data":{"attributes":{"allow-member-token-management":false}}}""");
        await MakeTokenAsync(member, team, HttpStatusCode.Forbidden);
        await IdentitySite.SendAsync(member, HttpMethod.Get, $"authentication-tokens/{token}", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_account_of_a_team_never_signs_in_and_nobody_takes_its_name()
    {
        using var administrator = site.Client(IdentitySite.AdminToken);
        var (_, team) = await MakeAsync(administrator);
        var name = await site.ActAsync<PlatformDbContext, string?>(db => db.Teams.Where(t => t.Id == Platform.Contracts.Ids.TeamId.Wrap(team)).Join(db.Users, t => t.ServiceUserId, u => u.Id, (t, u) => u.UserName).SingleAsync(Token));

        Assert.NotNull((await site.ActAsync<SetPassword, Platform.Results.Result<User>>(set => set.ExecuteAsync(name!, IdentitySite.Password, Token))).Refusal);
        Assert.NotNull((await site.ActAsync<Platform.Identity.SignIn.CreateSignInLink, Platform.Results.Result<Uri>>(link => link.ExecuteAsync(name!, null, Token))).Refusal);
        Assert.NotNull((await site.ActAsync<CreateUser, Platform.Results.Result<User>>(create => create.ExecuteAsync(new NewUser("api-team_x"), Token))).Refusal);
    }

    private static async Task<(string Organization, string Team)> MakeAsync(HttpClient administrator)
    {
        var organization = $"teams-{Interlocked.Increment(ref _organizations)}";
        await IdentitySite.SendAsync(administrator, HttpMethod.Post, "organizations", $$$"""{"data":{"attributes":{"name":"{{{organization}}}"} } }""", HttpStatusCode.Created);
        var team = await IdentitySite.SendAsync(administrator, HttpMethod.Post, $"organizations/{organization}/teams", """{"data":{"type":"teams","attributes":{"name":"ci"}}}""", HttpStatusCode.Created);
        return (organization, team.GetProperty("data").GetProperty("id").GetString()!);
    }

    private static Task<JsonElement> MakeTokenAsync(HttpClient client, string team, HttpStatusCode expected = HttpStatusCode.Created) =>
        IdentitySite.SendAsync(client, HttpMethod.Post, $"teams/{team}/authentication-token", "{}", expected);

    private static string? SecretOf(JsonElement token) => token.GetProperty("data").GetProperty("attributes").GetProperty("token").GetString();
}
