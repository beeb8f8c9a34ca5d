using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Teams;

public sealed class TeamApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Teams_are_made_changed_listed_and_deleted(TestDatabase database)
    {
        await using var site = await TeamSite.StartAsync(database);
        var api = site.Api;
        var read = (await api.SendAsync("GET", $"/teams/{site.Team}?include=users,organization-memberships")).Is(200);

        Assert.Equal((1, "secret", false), (read.Attribute("users-count").GetInt32(), read.Attribute("visibility").GetString(), read.Attribute("organization-access").GetProperty("manage-workspaces").GetBoolean()));
        Assert.Equal("organization-memberships users", string.Join(' ', read.Json.GetProperty("included").EnumerateArray().Select(r => r.GetProperty("type").GetString()).Order()));
        Assert.Equal(site.Member.Value, read.Related("users")[0].GetProperty("id").GetString());
        Assert.Equal(["builders", "others", "owners"], (await api.SendAsync("GET", "/organizations/demo/teams")).Is(200).Names);
        Assert.Equal(["owners"], (await api.SendAsync("GET", "/organizations/demo/teams?filter[names]=owners,none")).Is(200).Names);
        Assert.Equal(["others"], (await api.SendAsync("GET", "/organizations/demo/teams?q=the")).Is(200).Names);
        (await api.SendAsync("GET", "/organizations/demo/teams?include=secrets")).Is(400);

        var changed = (await site.ChangeAsync($"/teams/{site.Team}", """ "name":"renamed","sso-team-id":"x","organization-access":{"read-workspaces":true,"no-such-right":true} """)).Is(200);
        Assert.Equal("renamed", changed.Attribute("name").GetString());
        var kept = (await site.ChangeAsync($"/teams/{site.Team}", """ "sso-team-id":null,"organization-access":{"manage-vcs-settings":true} """)).Is(200);
        Assert.True(kept.Attribute("organization-access").GetProperty("read-workspaces").GetBoolean());
        Assert.Null(kept.Attribute("sso-team-id").GetString());
        Assert.Equal("/data/attributes/name", (await site.ChangeAsync($"/teams/{site.Others}", """ "name":"renamed" """)).Is(422).Pointer);
        Assert.Equal("/data/attributes/name", (await api.SendAsync("POST", "/organizations/demo/teams", """{"data":{"attributes":{"name":"owners"}}}""")).Is(422).Pointer);
        Assert.Equal("/data/attributes/visibility", (await site.ChangeAsync($"/teams/{site.Others}", """ "visibility":"all" """)).Is(422).Pointer);

        var owners = await OwnersAsync(api);
        (await api.SendAsync("DELETE", $"/teams/{owners}")).Is(409);
        (await site.ChangeAsync($"/teams/{owners}", """ "name":"nobody" """)).Is(422);
        Assert.Equal("+", await site.TryAsync("see"));
        (await api.SendAsync("DELETE", $"/teams/{site.Team}")).Is(204);
        Assert.Equal("?", await site.TryAsync("see"));
        (await api.SendAsync("GET", $"/teams/{site.Team}")).Is(404);
    }

    [Theory]
    [InlineData("read-projects", "?", "+", "-", "-", "-", "-")]
    [InlineData("read-workspaces", "+", "+", "-", "-", "-", "-")]
    [InlineData("manage-workspaces", "+", "+", "-", "+", "-", "-")]
    [InlineData("manage-projects", "+", "+", "+", "+", "-", "-")]
    [InlineData("manage-membership", "?", "?", "?", "?", "-", "+")]
    [InlineData("manage-teams", "?", "?", "?", "?", "+", "+")]
    [InlineData("manage-policies", "?", "?", "?", "?", "-", "-")]
    public async Task Rights_in_the_organization_allow_what_they_say(string right, string see, string seeProject, string updateProject, string create, string makeTeam, string invite)
    {
        await using var site = await TeamSite.StartAsync(TestDatabase.Sqlite);
        (await site.ChangeAsync($"/teams/{site.Team}", $$""" "organization-access":{"{{right}}":true} """)).Is(200);

        Assert.Equal((see, seeProject, updateProject, create), (await site.TryAsync("see"), await site.TryAsync("see-project"), await site.TryAsync("update-project"), await site.TryAsync("create")));
        Assert.Equal(makeTeam, Sign(await site.Api.SendAsync("POST", "/organizations/demo/teams", """{"data":{"attributes":{"name":"new"}}}""", site.Member)));
        Assert.Equal(invite, Sign(await site.Api.SendAsync("POST", "/organizations/demo/organization-memberships", """{"data":{"attributes":{"email":"new@example.com"}}}""", site.Member)));
        Assert.Equal("-", Sign(await site.Api.SendAsync("PATCH", "/organizations/demo", """{"data":{"attributes":{"email":"x@example.com"}}}""", site.Member)));
        Assert.NotEqual("+", Sign(await site.ChangeAsync($"/teams/{site.Team}", """ "organization-access":{"manage-organization-access":true,"manage-projects":true} """, site.Member)));
    }

    [Fact]
    public async Task Who_manages_teams_cannot_make_themselves_an_owner_or_give_what_they_do_not_have()
    {
        await using var site = await TeamSite.StartAsync(TestDatabase.Sqlite);
        var owners = await OwnersAsync(site.Api);
        (await site.ChangeAsync($"/teams/{site.Team}", """ "organization-access":{"manage-organization-access":true,"access-secret-teams":true} """)).Is(200);
        var strong = await site.CreateTeamAsync("strong", ""","organization-access":{"manage-projects":true} """);

        (await site.AddAsync(owners, "ada", site.Member)).Is(403);
        (await site.AddAsync(strong, "ada", site.Member)).Is(403);
        (await site.ChangeAsync($"/teams/{site.Team}", """ "organization-access":{"manage-projects":true} """, site.Member)).Is(403);
        (await site.Api.SendAsync("POST", "/organizations/demo/teams", """{"data":{"attributes":{"name":"mine","organization-access":{"manage-workspaces":true}}}}""", site.Member)).Is(403);
        (await site.Api.SendAsync("POST", $"/teams/{strong}/authentication-token", "{}", site.Member)).Is(403);
        (await site.Api.SendAsync("POST", "/organizations/demo/organization-memberships", $$$"""{"data":{"attributes":{"email":"b@example.com"},"relationships":{"teams":{"data":[{"type":"teams","id":"{{{owners}}}"}]} } } }""", site.Member)).Is(403);
        (await site.AddAsync(site.Others, "ada", site.Member)).Is(204);
        Assert.Equal("-", Sign(await site.Api.SendAsync("DELETE", "/organizations/demo", caller: site.Member)));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task People_are_invited_brought_into_teams_and_leave_but_the_last_owner_stays(TestDatabase database)
    {
        await using var site = await TeamSite.StartAsync(database);
        var api = site.Api;
        var owners = await OwnersAsync(api);
        var eve = await api.AddUserAsync("eve");
        var own = (await api.SendAsync("GET", "/organization-memberships")).Is(200).Data[0].GetProperty("id").GetString();

        (await site.AddAsync(owners, "eve")).Is(404);
        var membership = await site.JoinAsync("eve");
        (await api.SendAsync("POST", "/organizations/demo/organization-memberships", """{"data":{"attributes":{"email":"EVE@example.com"}}}""")).Is(422);
        (await api.SendAsync("POST", "/organizations/demo/organization-memberships", """{"data":{"attributes":{"email":"nobody"}}}""")).Is(422);
        Assert.Equal("active", (await api.SendAsync("GET", $"/organization-memberships/{membership}")).Is(200).Attribute("status").GetString());
        var waiting = await site.JoinAsync("later", site.Others);
        Assert.Equal("invited", (await api.SendAsync("GET", $"/organization-memberships/{waiting}")).Is(200).Attribute("status").GetString());
        Assert.Equal(0, (await api.SendAsync("GET", $"/teams/{site.Others}")).Attribute("users-count").GetInt32());
        Assert.Equal(1, (await api.SendAsync("GET", "/organizations/demo/organization-memberships?filter[status]=invited&include=user,teams")).Is(200).Data.GetArrayLength());
        Assert.Equal(1, (await api.SendAsync("GET", "/organizations/demo/organization-memberships?filter[email]=eve@example.com&include=user")).Is(200).Data.GetArrayLength());
        Assert.Equal(2, (await api.SendAsync("GET", "/organizations/demo/organization-memberships?q=E%40example")).Is(200).Data.GetArrayLength() + 1);

        Assert.Equal("?", await site.TryAsync("see", eve));
        (await site.AddAsync(owners, "Eve")).Is(204);
        Assert.Equal("+", await site.TryAsync("update", eve));
        Assert.Equal("+", Sign(await api.SendAsync("PATCH", "/organizations/demo", """{"data":{"attributes":{}}}""", eve)));

        (await api.SendAsync("DELETE", $"/organization-memberships/{own}", caller: eve)).Is(204);
        (await api.SendAsync("DELETE", $"/organization-memberships/{membership}", caller: eve)).Is(409);
        (await api.SendAsync("DELETE", $"/teams/{owners}/relationships/organization-memberships", $$"""{"data":[{"type":"organization-memberships","id":"{{membership}}"}]}""", eve)).Is(409);
        (await api.SendAsync("POST", $"/teams/{owners}/relationships/organization-memberships", $$"""{"data":[{"type":"organization-memberships","id":"{{await IdOfAsync(site)}}"}]}""", eve)).Is(204);
        (await api.SendAsync("DELETE", $"/organization-memberships/{membership}", caller: eve)).Is(204);
        Assert.Equal("?", await site.TryAsync("see", eve));
        (await api.SendAsync("GET", "/organizations/demo", caller: eve)).Is(404);
    }

    [Fact]
    public async Task A_member_sees_their_own_teams_and_the_open_ones_and_nobody_elses_address()
    {
        await using var site = await TeamSite.StartAsync(TestDatabase.Sqlite);
        var stranger = await site.Api.AddUserAsync("stranger");
        await site.CreateTeamAsync("secret");

        Assert.Equal(["builders", "others"], (await site.Api.SendAsync("GET", "/organizations/demo/teams", caller: site.Member)).Is(200).Names);
        Assert.Equal(1, (await site.Api.SendAsync("GET", "/organizations/demo/organization-memberships", caller: site.Member)).Is(200).Data.GetArrayLength());
        (await site.Api.SendAsync("GET", "/organizations/demo/teams", caller: stranger)).Is(404);
        (await site.Api.SendAsync("GET", $"/teams/{site.Others}", caller: stranger)).Is(404);
        (await site.ChangeAsync($"/teams/{site.Others}", """ "name":"x" """, stranger)).Is(404);
        (await site.ChangeAsync($"/teams/{site.Others}", """ "name":"x" """, site.Member)).Is(403);
        (await site.Api.SendAsync("DELETE", $"/organization-memberships/{await IdOfAsync(site)}", caller: stranger)).Is(404);
        Assert.Empty((await site.Api.SendAsync("GET", "/organizations", caller: stranger)).Is(200).Data.EnumerateArray());
        Assert.Equal(["demo"], (await site.Api.SendAsync("GET", "/organizations", caller: site.Member)).Is(200).Names);
    }

    [Fact]
    public async Task Who_leaves_an_organization_loses_what_they_were_given_there_themselves()
    {
        await using var site = await TeamSite.StartAsync(TestDatabase.Sqlite);
        await site.Api.WithDatabaseAsync(async db =>
        {
            db.AccessGrants.Add(new AccessGrant
            {
                Id = AccessGrantId.New(), UserId = site.Member, RoleId = BuiltInRoles.IdOf(BuiltInRole.Read), OrganizationId = await db.Organizations.Select(o => o.Id).SingleAsync(Token),
            });
            return await db.SaveChangesAsync(Token);
        });
        Assert.Equal("+", await site.TryAsync("see"));

        (await site.Api.SendAsync("DELETE", $"/organization-memberships/{await IdOfAsync(site)}")).Is(204);

        Assert.Equal("?", await site.TryAsync("see"));
    }

    private static async Task<string> OwnersAsync(ApiServer api) =>
        (await api.SendAsync("GET", "/organizations/demo/teams?filter[names]=owners")).Is(200).Data[0].GetProperty("id").GetString()!;

    private static Task<string> IdOfAsync(TeamSite site) => site.Api.WithDatabaseAsync(db =>
        db.OrganizationMemberships.Where(m => m.UserId == site.Member).Select(m => m.Id.Value).SingleAsync(Token));

    private static string Sign(ApiAnswer answer) => answer.Status switch { 403 => "-", 404 => "?", _ => "+" };
}
