using System.Text.Json;
using Platform.Access;
using Platform.TestKit;

namespace Platform.UnitTests.Access;

/// <summary>The answer to "who may do what here, and why" must be what really happens.</summary>
public sealed class EffectiveAccessTests
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Every_way_to_a_right_is_named_with_its_team_and_place(TestDatabase database)
    {
        await using var site = await AccessSite.StartAsync(database);
        var grant = (await site.GrantAsync("role-approver", $"user:{site.Member}", $"workspace:{site.Teams.Workspace}")).Is(201).Id;
        (await site.Teams.GiveAsync("project", """ "access":"write" """)).Is(201);
        (await site.Teams.GiveAsync("workspace", """ "access":"plan" """, site.Teams.Others)).Is(201);

        var all = (await site.Api.SendAsync("GET", $"/workspaces/{site.Teams.Workspace}/effective-access")).Is(200);

        Assert.Equal(["ada", "builders", "others", "owners", "root"], all.Names);
        var ada = all.Data.EnumerateArray().Single(subject => subject.GetProperty("id").GetString() == site.Member.Value).GetProperty("attributes");
        Assert.Equal("user", ada.GetProperty("kind").GetString());
        var reasons = ada.GetProperty("because").EnumerateArray()
            .Select(r => (Text(r, "source"), Text(r, "role"), Text(r, "place"), Text(r, "team"), Text(r, "grant-id"))).OrderBy(r => r.Item1, StringComparer.Ordinal).ToList();
        Assert.Equal([("grant", "approver", "workspace", null, grant), ("team_project", "write", "project", "builders", null)], reasons);
        Assert.Contains("runs:apply", Verbs(ada));
        Assert.DoesNotContain("workspaces:delete", Verbs(ada));
    }

    [Fact]
    public async Task What_it_says_is_what_the_door_says()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        var custom = (await site.CreateRoleAsync("odd", """ "runs:plan","variables:write" """)).Is(201).Id;
        var people = new List<(Contracts.Ids.UserId Id, string Name)> { (site.Member, "ada"), (site.Api.Administrator, "root") };
        foreach (var (name, role) in ((string, string)[])[("bob", custom), ("eve", "role-auditor"), ("zoe", "role-admin"), ("max", "role-approver")])
        {
            var id = await site.Api.AddUserAsync(name);
            await site.Teams.JoinAsync(name);
            (await site.GrantAsync(role, $"user:{id}", name is "zoe" ? $"project:{site.Teams.Project}" : null)).Is(201);
            people.Add((id, name));
        }

        var outsider = await site.Api.AddUserAsync("outsider");
        var all = (await site.Api.SendAsync("GET", $"/workspaces/{site.Teams.Workspace}/effective-access")).Is(200);

        foreach (var (id, name) in people.Append((outsider, "outsider")))
        {
            var told = all.Data.EnumerateArray().Where(subject => subject.GetProperty("id").GetString() == id.Value).Select(subject => Verbs(subject.GetProperty("attributes"))).SingleOrDefault() ?? [];
            foreach (var (attempt, verb) in ((string, string)[])
                [("see", "workspaces:read"), ("runs", "runs:read"), ("vars", "variables:read"), ("state", "state:read"), ("lock", "workspaces:lock"), ("plan", "runs:plan"), ("confirm", "runs:apply")])
            {
                var may = await site.Teams.TryAsync(attempt, id) is "+";
                Assert.True(may == told.Contains(verb), $"{name} {attempt}: {may}, but told {string.Join(' ', told)}");
            }
        }
    }

    [Fact]
    public async Task It_can_be_asked_for_one_permission_and_for_one_person()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        (await site.GrantAsync("role-approver", $"user:{site.Member}")).Is(201);
        (await site.Teams.GiveAsync("workspace", """ "access":"plan" """, site.Teams.Others)).Is(201);
        var path = $"/workspaces/{site.Teams.Workspace}/effective-access";

        Assert.Equal(["ada", "owners", "root"], (await site.Api.SendAsync("GET", $"{path}?filter[permission]=runs:apply")).Is(200).Names);
        Assert.Equal(["others", "owners", "root"], (await site.Api.SendAsync("GET", $"{path}?filter[permission]=runs:plan")).Is(200).Names);
        Assert.Contains("runs:apply", (await site.Api.SendAsync("GET", $"{path}?filter[permission]=nonsense")).Is(400).Detail, StringComparison.Ordinal);
        Assert.Equal(["ada"], (await site.Api.SendAsync("GET", $"{path}?filter[user][id]={site.Member}")).Is(200).Names);

        // Everybody may ask for themselves, and only who may read the access for others.
        Assert.Equal(["ada"], (await site.Api.SendAsync("GET", $"{path}?filter[user][id]={site.Member}", caller: site.Member)).Is(200).Names);
        (await site.Api.SendAsync("GET", $"{path}?filter[user][id]={site.Api.Administrator}", caller: site.Member)).Is(403);
        (await site.Api.SendAsync("GET", path, caller: site.Member)).Is(403);
        (await site.Api.SendAsync("GET", path, caller: await site.Api.AddUserAsync("stranger"))).Is(404);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_persons_places_are_listed_from_the_widest_on(TestDatabase database)
    {
        await using var site = await AccessSite.StartAsync(database);
        await site.Api.CreateOrganizationAsync("other");
        (await site.GrantAsync("role-auditor", $"user:{site.Member}", organization: null)).Is(201);
        (await site.GrantAsync("role-plan", $"team:{site.Teams.Team}", $"project:{site.Teams.Project}")).Is(201);
        (await site.GrantAsync("role-approver", $"user:{site.Member}", $"workspace:{site.Teams.Workspace}")).Is(201);

        var places = (await site.Api.SendAsync("GET", $"/organizations/demo/effective-access?filter[user][id]={site.Member}")).Is(200);

        Assert.Equal(["site", "demo", "network", "ws1"], places.Names);
        Assert.Equal(["site", "organization", "project", "workspace"], places.Data.EnumerateArray().Select(place => Text(place.GetProperty("attributes"), "kind")));
        Assert.Contains("runs:plan", Verbs(places.Data[2].GetProperty("attributes")));
        Assert.Equal("builders", Text(places.Data[2].GetProperty("attributes").GetProperty("because")[0], "team"));
        Assert.Equal(4, (await site.Api.SendAsync("GET", $"/organizations/demo/effective-access?filter[user][id]={site.Member}", caller: site.Member)).Is(200).Names.Count());
        (await site.Api.SendAsync("GET", "/organizations/demo/effective-access")).Is(400);
        (await site.Api.SendAsync("GET", $"/organizations/demo/effective-access?filter[user][id]={await site.Api.AddUserAsync("nobody")}")).Is(404);
        var stranger = await site.Api.AddUserAsync("stranger", role: BuiltInRole.Admin, organization: "other");
        (await site.Api.SendAsync("GET", $"/organizations/demo/effective-access?filter[user][id]={site.Member}", caller: stranger)).Is(404);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static string[] Verbs(JsonElement attributes) => [.. attributes.GetProperty("permissions").EnumerateArray().Select(verb => verb.GetString()!)];
}
