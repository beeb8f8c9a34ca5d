using Platform.TestKit;

namespace Platform.UnitTests.Teams;

/// <summary>What each level of a team's access allows, asked of the real routes.</summary>
public sealed class TeamAccessApiTests
{
    private const string WorkspaceVerbs = "see runs vars set-var outputs state push lock break-lock plan start confirm discard cancel comment update delete teams give mocks";
    private const string ProjectVerbs = "see-project see runs vars set-var outputs state push lock plan start update delete create move-in update-project delete-project project-teams give-project give";

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_level_in_a_workspace_allows_what_it_says_and_nothing_else(TestDatabase database)
    {
        await using var site = await TeamSite.StartAsync(database);
        Assert.Equal("?????????" + "???????????", await MatrixAsync(site, WorkspaceVerbs));

        var id = (await site.GiveAsync("workspace", """ "access":"read" """)).Is(201).Id;
        var levels = new (string Attributes, string Expected)[]
        {
            ("""  "access":"read" """, "+++-++---" + "-----+--?-?"),
            ("""  "access":"plan" """, "+++-++---" + "+---++--?-?"),
            ("""  "access":"write" """, "++++++++-" + "++++++--?-+"),
            ("""  "access":"admin" """, "+++++++++" + "+++++++++++"),
            ("""  "access":"custom","runs":"read","variables":"none","state-versions":"none","sentinel-mocks":"none","workspace-locking":false """, "++?-??---" + "-----+--?-?"),
            ("""  "access":"custom","runs":"plan" """, "++?-??---" + "+---++--?-?"),
            ("""  "access":"custom","runs":"apply" """, "++?-??---" + "++++++--?-?"),
            ("""  "access":"custom","runs":"read","variables":"read","state-versions":"read-outputs" """, "+++-+?---" + "-----+--?-?"),
            ("""  "access":"custom","variables":"write","state-versions":"read" """, "++++++---" + "-----+--?-?"),
            ("""  "access":"custom","state-versions":"write","workspace-locking":true,"sentinel-mocks":"read" """, "++++++++-" + "-----+--?-+"),
        };
        await TryLevelsAsync(site, $"/team-workspaces/{id}", WorkspaceVerbs, levels);

        (await site.Api.SendAsync("DELETE", $"/team-workspaces/{id}")).Is(204);
        Assert.Equal("?????????" + "???????????", await MatrixAsync(site, WorkspaceVerbs));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_level_in_a_project_reaches_its_workspaces_and_the_project_itself(TestDatabase database)
    {
        await using var site = await TeamSite.StartAsync(database);
        Assert.Equal("??????????" + "??????????", await MatrixAsync(site, ProjectVerbs));

        var id = (await site.GiveAsync("project", """ "access":"read" """)).Is(201).Id;
        var levels = new (string Attributes, string Expected)[]
        {
            ("""  "access":"read" """, "++++-++---" + "-------" + "?--"),
            ("""  "access":"write" """, "++++++++++" + "+------" + "?--"),
            ("""  "access":"maintain" """, "++++++++++" + "+++++--" + "+--"),
            ("""  "access":"admin" """, "++++++++++" + "+++++++" + "+++"),
            ("""  "access":"custom","project-access":{"settings":"read","teams":"none"},"workspace-access":{"runs":"read","variables":"none","state-versions":"none","create":false,"locking":false,"move":false,"delete":false} """, "+++?-??---" + "-------" + "?--"),
            ("""  "access":"custom","project-access":{"settings":"update","teams":"read"} """, "+++?-??---" + "-----+-" + "+--"),
            ("""  "access":"custom","project-access":{"settings":"delete","teams":"manage"} """, "+++?-??---" + "-----++" + "+++"),
            ("""  "access":"custom","project-access":{"settings":"read","teams":"none"},"workspace-access":{"runs":"apply","create":true,"delete":true} """, "+++?-??--+" + "+-+++--" + "?--"),
            ("""  "access":"custom","workspace-access":{"runs":"read","variables":"write","state-versions":"write","locking":true,"create":false,"delete":false,"move":true} """, "+++++++++-" + "----+--" + "?--"),
        };
        await TryLevelsAsync(site, $"/team-projects/{id}", ProjectVerbs, levels);
    }

    [Fact]
    public async Task Access_reads_back_as_it_was_given_and_comes_once_for_each_team()
    {
        await using var site = await TeamSite.StartAsync(TestDatabase.Sqlite);
        var made = (await site.GiveAsync("workspace", """ "access":"custom","runs":"plan","state-versions":"read-outputs","workspace-locking":true """)).Is(201);

        Assert.Equal(("custom", "plan", "none", "read-outputs", true), (
            made.Attribute("access").GetString(), made.Attribute("runs").GetString(), made.Attribute("variables").GetString(), made.Attribute("state-versions").GetString(),
            made.Attribute("workspace-locking").GetBoolean()));
        Assert.Equal((site.Team, site.Workspace.Value), (made.Related("team").GetProperty("id").GetString(), made.Related("workspace").GetProperty("id").GetString()));
        Assert.Equal(made.Id, (await site.Api.SendAsync("GET", $"/team-workspaces?filter[workspace][id]={site.Workspace}")).Is(200).Data[0].GetProperty("id").GetString());
        Assert.Equal(made.Id, (await site.Api.SendAsync("GET", $"/team-workspaces/{made.Id}")).Is(200).Id);
        (await site.GiveAsync("workspace", """ "access":"read" """)).Is(422);
        Assert.Equal("/data/attributes/access", (await site.GiveAsync("workspace", """ "access":"all" """, site.Others)).Is(422).Pointer);
        Assert.Equal("/data/attributes/access", (await site.GiveAsync("workspace", "", site.Others)).Is(422).Pointer);
        (await site.GiveAsync("workspace", """ "access":"read" """, "team-AAAAAAAAAAAAAAAA")).Is(404);
        (await site.Api.SendAsync("GET", "/team-workspaces")).Is(400);

        var project = (await site.GiveAsync("project", """ "access":"maintain" """)).Is(201);
        Assert.True(project.Attribute("workspace-access").GetProperty("create").GetBoolean());
        Assert.Equal("read", project.Attribute("project-access").GetProperty("settings").GetString());
        Assert.Equal(1, (await site.Api.SendAsync("GET", $"/projects/{site.Project}")).Attribute("team-count").GetInt32());
    }

    [Fact]
    public async Task Nobody_gives_more_than_they_have()
    {
        await using var site = await TeamSite.StartAsync(TestDatabase.Sqlite);
        await site.Api.CreateOrganizationAsync("other");
        var foreign = (await site.Api.SendAsync("POST", "/organizations/other/teams", """{"data":{"attributes":{"name":"foreign"}}}""")).Is(201).Id;
        (await site.GiveAsync("project", """ "access":"custom","project-access":{"teams":"manage"} """)).Is(201);

        (await site.GiveAsync("project", """ "access":"read" """, await site.CreateTeamAsync("secret"), site.Member)).Is(404);
        (await site.GiveAsync("project", """ "access":"admin" """, site.Others, site.Member)).Is(403);
        (await site.GiveAsync("workspace", """ "access":"admin" """, site.Others, site.Member)).Is(403);
        (await site.GiveAsync("workspace", """ "access":"admin" """, site.Team, site.Member)).Is(403);
        (await site.GiveAsync("workspace", """ "access":"custom" """, site.Others, site.Member)).Is(201);
        (await site.GiveAsync("workspace", """ "access":"read" """, foreign)).Is(404);
        Assert.Equal("-", await site.TryAsync("lock"));
    }

    private static async Task TryLevelsAsync(TeamSite site, string access, string verbs, IEnumerable<(string Attributes, string Expected)> levels)
    {
        foreach (var (attributes, expected) in levels)
        {
            (await site.ChangeAsync(access, attributes)).Is(200);
            Assert.True(await MatrixAsync(site, verbs) is var found && found == expected, $"{attributes}\n{verbs}\n{found} instead of\n{expected}");
        }
    }

    private static async Task<string> MatrixAsync(TeamSite site, string verbs)
    {
        var found = "";
        foreach (var verb in verbs.Split(' '))
        {
            found += await site.TryAsync(verb);
        }

        return found;
    }
}
