using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.TestKit;

namespace Platform.UnitTests.Access;

public sealed class GrantApiTests
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_role_reaches_what_lies_below_the_place_where_it_is_given_and_nothing_else(TestDatabase database)
    {
        await using var site = await AccessSite.StartAsync(database);
        var beside = await site.Api.CreateWorkspaceAsync("beside");
        async Task<string> SeenAsync() =>
            await site.Teams.TryAsync("see") + await site.Teams.TryAsync("plan") + ((await site.Api.SendAsync("GET", $"/workspaces/{beside}", caller: site.Member)).Status == 200 ? "+" : "?");
        foreach (var (where, expected) in ((string?, string)[])[($"workspace:{site.Teams.Workspace}", "++?"), ($"project:{site.Teams.Project}", "++?"), (null, "+++")])
        {
            foreach (var who in (string[])[$"user:{site.Member}", $"team:{site.Teams.Team}"])
            {
                Assert.Equal("???", await SeenAsync());
                var grant = (await site.GrantAsync("role-plan", who, where)).Is(201);
                Assert.Equal(where?.Split(':')[0] ?? "organization", grant.Attribute("place").GetString());
                Assert.Equal(expected, await SeenAsync());
                Assert.Equal("-", await site.Teams.TryAsync("start"));
                (await site.Api.SendAsync("DELETE", $"/access-grants/{grant.Id}")).Is(204);
            }
        }
    }

    [Fact]
    public async Task A_role_on_the_whole_site_reaches_every_organization_and_only_administrators_give_it()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        await site.Api.CreateOrganizationAsync("other");
        var owner = await site.Api.AddUserAsync("owner", role: BuiltInRole.Admin, organization: "demo");

        (await site.GrantAsync("role-auditor", $"user:{site.Member}", caller: owner, organization: null)).Is(403);
        (await site.Api.SendAsync("GET", "/access-grants", caller: owner)).Is(403);
        var grant = (await site.GrantAsync("role-auditor", $"user:{site.Member}", organization: null)).Is(201);

        Assert.Equal("site", grant.Attribute("place").GetString());
        (await site.Api.SendAsync("GET", "/organizations/other/workspaces", caller: site.Member)).Is(200);
        Assert.Equal("?", await site.Teams.TryAsync("state"));
        Assert.Equal(grant.Id, (await site.Api.SendAsync("GET", "/access-grants")).Is(200).Data[0].GetProperty("id").GetString());
        (await site.GrantAsync("role-read", $"team:{site.Teams.Team}", organization: null)).Is(404);
        (await site.Api.SendAsync("DELETE", $"/access-grants/{grant.Id}", caller: owner)).Is(404);
    }

    [Fact]
    public async Task Nobody_gives_or_takes_what_they_do_not_hold()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        var doorkeeper = (await site.CreateRoleAsync("doorkeeper", """ "access:manage","runs:plan" """)).Is(201).Id;
        var given = (await site.GrantAsync("role-admin", $"team:{site.Teams.Others}")).Is(201).Id;
        var theirs = (await site.GrantAsync(doorkeeper, $"user:{site.Member}", $"project:{site.Teams.Project}")).Is(201).Id;
        var (inside, team) = ($"workspace:{site.Teams.Workspace}", $"team:{site.Teams.Others}");

        (await site.GrantAsync("role-admin", $"user:{site.Member}", inside, site.Member)).Is(403);
        (await site.GrantAsync("role-approver", team, inside, site.Member)).Is(403);
        (await site.GrantAsync(doorkeeper, team, null, site.Member)).Is(403);
        (await site.GrantAsync(doorkeeper, team, inside, site.Member)).Is(201);
        (await site.Api.SendAsync("DELETE", $"/access-grants/{given}", caller: site.Member)).Is(404);

        // Somebody else's role of more than they hold, at a place that they manage, stays.
        var more = (await site.GrantAsync("role-admin", team, inside)).Is(201).Id;
        (await site.Api.SendAsync("DELETE", $"/access-grants/{more}", caller: site.Member)).Is(403);
        (await site.Api.SendAsync("DELETE", $"/access-grants/{theirs}", caller: site.Member)).Is(204);
        (await site.GrantAsync(doorkeeper, $"team:{site.Teams.Team}", inside, site.Member)).Is(404);
    }

    [Fact]
    public async Task What_is_not_of_this_organization_does_not_exist()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        await site.Api.CreateOrganizationAsync("other");
        var foreignRole = (await site.CreateRoleAsync("theirs", "\"runs:plan\"", organization: "other")).Is(201).Id;
        var foreignTeam = (await site.Api.SendAsync("POST", "/organizations/other/teams", """{"data":{"attributes":{"name":"foreign"}}}""")).Is(201).Id;
        var foreignWorkspace = await site.Api.CreateWorkspaceAsync("far", "other");
        var nobody = await site.Api.AddUserAsync("nobody");
        var stranger = await site.Api.AddUserAsync("stranger", role: BuiltInRole.Admin, organization: "other");
        var own = (await site.GrantAsync("role-read", $"user:{site.Member}")).Is(201).Id;

        (await site.GrantAsync(foreignRole, $"user:{site.Member}")).Is(404);
        (await site.GrantAsync("role-read", $"team:{foreignTeam}")).Is(404);
        (await site.GrantAsync("role-read", $"user:{nobody}")).Is(404);
        (await site.GrantAsync("role-read", $"user:{site.Member}", $"workspace:{foreignWorkspace}")).Is(404);
        (await site.GrantAsync("role-read", "service-account:sa-AAAAAAAAAAAAAAAA")).Is(404);
        (await site.GrantAsync("role-read", $"user:{site.Member}", caller: stranger)).Is(404);
        (await site.Api.SendAsync("GET", $"/access-grants/{own}", caller: stranger)).Is(404);
        (await site.Api.SendAsync("DELETE", $"/access-grants/{own}", caller: stranger)).Is(404);
        (await site.Api.SendAsync("GET", "/organizations/demo/access-grants", caller: stranger)).Is(404);
    }

    [Theory]
    [InlineData("""  """)]
    [InlineData(""" "role":{"data":{"id":"role-read"} } """)]
    [InlineData(""" "role":{"data":{"id":"role-read"}},"user":{"data":{"id":"MEMBER"}},"team":{"data":{"id":"TEAM"} } """)]
    [InlineData(""" "role":{"data":{"id":"role-read"}},"user":{"data":{"id":"MEMBER"}},"project":{"data":{"id":"PROJECT"}},"workspace":{"data":{"id":"WORKSPACE"} } """)]
    public async Task A_grant_names_one_role_one_subject_and_at_most_one_place(string relationships)
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        var sent = relationships.Replace("MEMBER", site.Member.Value, StringComparison.Ordinal).Replace("TEAM", site.Teams.Team, StringComparison.Ordinal)
            .Replace("PROJECT", site.Teams.Project, StringComparison.Ordinal).Replace("WORKSPACE", site.Teams.Workspace.Value, StringComparison.Ordinal);

        (await site.Api.SendAsync("POST", "/organizations/demo/access-grants", $$$"""{"data":{"relationships":{ {{{sent}}} } } }""")).Is(422);
    }

    [Fact]
    public async Task The_same_role_is_not_given_twice_at_a_place()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        (await site.GrantAsync("role-read", $"user:{site.Member}")).Is(201);

        (await site.GrantAsync("role-read", $"user:{site.Member}")).Is(422);
        (await site.GrantAsync("role-plan", $"user:{site.Member}")).Is(201);
        (await site.GrantAsync("role-read", $"user:{site.Member}", $"project:{site.Teams.Project}")).Is(201);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task The_list_shows_what_the_reader_may_see_and_filters_it(TestDatabase database)
    {
        await using var site = await AccessSite.StartAsync(database);
        var reader = (await site.CreateRoleAsync("reader of access", "\"access:read\"")).Is(201).Id;
        var own = (await site.GrantAsync(reader, $"user:{site.Member}", $"project:{site.Teams.Project}")).Is(201).Id;
        var inside = (await site.GrantAsync("role-read", $"team:{site.Teams.Others}", $"workspace:{site.Teams.Workspace}")).Is(201).Id;
        var outside = (await site.GrantAsync("role-read", $"team:{site.Teams.Others}")).Is(201).Id;
        async Task<string[]> ListAsync(string query, bool asMember = false) =>
            [.. (await site.Api.SendAsync("GET", $"/organizations/demo/access-grants{query}", caller: asMember ? site.Member : null)).Is(200)
                .Data.EnumerateArray().Select(grant => grant.GetProperty("id").GetString()!).Where(id => id == own || id == inside || id == outside).Order()];

        Assert.Equal(Sorted(own, inside, outside), await ListAsync(""));
        Assert.Equal(Sorted(own, inside), await ListAsync("", asMember: true));
        Assert.Equal([own], await ListAsync($"?filter[user][id]={site.Member}"));
        Assert.Equal(Sorted(inside, outside), await ListAsync($"?filter[team][id]={site.Teams.Others}"));
        Assert.Equal([inside], await ListAsync($"?filter[workspace][id]={site.Teams.Workspace}"));
        Assert.Equal([own], await ListAsync($"?filter[project][id]={site.Teams.Project}"));
        Assert.Equal(Sorted(inside, outside), await ListAsync("?filter[role][id]=role-read"));
        Assert.Empty(await ListAsync("?filter[service-account][id]=sa-AAAAAAAAAAAAAAAA"));

        static string[] Sorted(params string[] ids) => [.. ids.Order()];
    }

    [Fact]
    public async Task Grants_go_with_their_place_their_team_and_their_person()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        var workspace = await site.Api.CreateWorkspaceAsync("short-lived");
        var project = (await site.Api.SendAsync("POST", "/organizations/demo/projects", """{"data":{"attributes":{"name":"short"}}}""")).Is(201).Id;
        var team = await site.Teams.CreateTeamAsync("brief");
        (await site.GrantAsync("role-read", $"user:{site.Member}", $"workspace:{workspace}")).Is(201);
        (await site.GrantAsync("role-read", $"user:{site.Member}", $"project:{project}")).Is(201);
        (await site.GrantAsync("role-read", $"team:{team}")).Is(201);
        Assert.Equal(3, await CountAsync(site));

        (await site.Api.SendAsync("DELETE", $"/workspaces/{workspace}")).Is(204);
        (await site.Api.SendAsync("DELETE", $"/projects/{project}")).Is(204);
        (await site.Api.SendAsync("DELETE", $"/teams/{team}")).Is(204);

        Assert.Equal(0, await CountAsync(site));
    }

    private static Task<int> CountAsync(AccessSite site) => site.Api.WithDatabaseAsync(db => db.AccessGrants.CountAsync(TestContext.Current.CancellationToken));
}
