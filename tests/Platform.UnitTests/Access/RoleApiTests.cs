using Platform.Access;
using Platform.TestKit;

namespace Platform.UnitTests.Access;

public sealed class RoleApiTests
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_role_is_made_changed_listed_after_the_built_in_ones_and_deleted(TestDatabase database)
    {
        await using var site = await AccessSite.StartAsync(database);

        var made = (await site.CreateRoleAsync("Night shift", """ "runs:apply","workspaces:lock" """)).Is(201);

        Assert.Equal(
            ["organization:read", "projects:read", "runs:apply", "runs:read", "workspaces:lock", "workspaces:read"],
            made.Attribute("permissions").EnumerateArray().Select(verb => verb.GetString()));
        Assert.False(made.Attribute("built-in").GetBoolean());
        Assert.Equal(
            ["read", "plan", "write", "approver", "auditor", "admin", "Night shift"], (await site.Api.SendAsync("GET", "/organizations/demo/roles")).Is(200).Names);
        Assert.Equal(["admin", "Night shift"], (await site.Api.SendAsync("GET", "/organizations/demo/roles?page[size]=5&page[number]=2")).Is(200).Names);
        Assert.Equal(["Night shift"], (await site.Api.SendAsync("GET", "/organizations/demo/roles?q=SHIFT")).Is(200).Names);

        var changed = (await site.Teams.ChangeAsync($"/roles/{made.Id}", """ "permissions":["runs:plan"] """)).Is(200);
        Assert.Equal("Night shift", changed.Attribute("name").GetString());
        Assert.Contains("runs:plan", changed.Attribute("permissions").EnumerateArray().Select(verb => verb.GetString()));
        Assert.DoesNotContain("runs:apply", changed.Text, StringComparison.Ordinal);

        (await site.Api.SendAsync("DELETE", $"/roles/{made.Id}")).Is(204);
        (await site.Api.SendAsync("GET", $"/roles/{made.Id}")).Is(404);
    }

    [Fact]
    public async Task Built_in_roles_are_for_everybody_to_see_and_for_nobody_to_change()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        var stranger = await site.Api.AddUserAsync("stranger");

        var read = (await site.Api.SendAsync("GET", "/roles/role-approver", caller: stranger)).Is(200);

        Assert.True(read.Attribute("built-in").GetBoolean());
        Assert.Contains("runs:apply", read.Attribute("permissions").EnumerateArray().Select(verb => verb.GetString()));
        (await site.Teams.ChangeAsync("/roles/role-read", """ "permissions":["runs:apply"] """)).Is(403);
        (await site.Api.SendAsync("DELETE", "/roles/role-read")).Is(403);
        (await site.Api.SendAsync("GET", "/roles/role-emperor")).Is(404);
    }

    [Theory]
    [InlineData("", "\"runs:plan\"", "/data/attributes/name")]
    [InlineData("Approver", "\"runs:plan\"", "/data/attributes/name")]
    [InlineData("a\\nb", "\"runs:plan\"", "/data/attributes/name")]
    [InlineData("good", "", "/data/attributes/permissions")]
    [InlineData("good", "\"runs:teleport\"", "/data/attributes/permissions")]
    [InlineData("good", "null", "/data/attributes/permissions")]
    [InlineData("good", "7", "/data/attributes/permissions")]
    public async Task A_role_that_makes_no_sense_is_refused(string name, string permissions, string pointer)
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);

        Assert.Equal(pointer, (await site.CreateRoleAsync(name, permissions)).Is(422).Pointer);
    }

    [Fact]
    public async Task Names_are_unique_in_an_organization_whatever_their_case()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        await site.Api.CreateOrganizationAsync("other");
        (await site.CreateRoleAsync("Deployers", "\"runs:apply\"")).Is(201);
        var second = (await site.CreateRoleAsync("second", "\"runs:apply\"")).Is(201).Id;

        Assert.Equal("/data/attributes/name", (await site.CreateRoleAsync("DEPLOYERS", "\"runs:plan\"")).Is(422).Pointer);
        Assert.Equal("/data/attributes/name", (await site.Teams.ChangeAsync($"/roles/{second}", """ "name":"deployers" """)).Is(422).Pointer);
        (await site.CreateRoleAsync("Deployers", "\"runs:apply\"", organization: "other")).Is(201);
    }

    [Fact]
    public async Task Nobody_makes_or_widens_a_role_beyond_what_they_hold()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        var keeper = (await site.CreateRoleAsync("role keeper", """ "roles:manage","runs:plan" """)).Is(201).Id;
        var mighty = (await site.CreateRoleAsync("mighty", """ "organization:manage" """)).Is(201).Id;
        (await site.CreateRoleAsync("any", "\"runs:plan\"", site.Member)).Is(403);
        (await site.GrantAsync(keeper, $"user:{site.Member}")).Is(201);

        var own = (await site.CreateRoleAsync("small", "\"runs:plan\"", site.Member)).Is(201).Id;
        (await site.CreateRoleAsync("large", "\"runs:apply\"", site.Member)).Is(403);
        (await site.Teams.ChangeAsync($"/roles/{own}", """ "permissions":["runs:apply"] """, site.Member)).Is(403);
        (await site.Teams.ChangeAsync($"/roles/{mighty}", """ "name":"meek" """, site.Member)).Is(403);
        (await site.Api.SendAsync("DELETE", $"/roles/{mighty}", caller: site.Member)).Is(403);
        (await site.Teams.ChangeAsync($"/roles/{own}", """ "description":"for plans" """, site.Member)).Is(200);
    }

    [Fact]
    public async Task Another_organizations_role_does_not_exist()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        await site.Api.CreateOrganizationAsync("other");
        var stranger = await site.Api.AddUserAsync("stranger", role: BuiltInRole.Admin, organization: "other");
        var id = (await site.CreateRoleAsync("ours", "\"runs:plan\"")).Is(201).Id;

        (await site.Api.SendAsync("GET", $"/roles/{id}", caller: stranger)).Is(404);
        (await site.Teams.ChangeAsync($"/roles/{id}", """ "name":"theirs" """, stranger)).Is(404);
        (await site.Api.SendAsync("DELETE", $"/roles/{id}", caller: stranger)).Is(404);
        (await site.Api.SendAsync("GET", "/organizations/demo/roles", caller: stranger)).Is(404);
        (await site.CreateRoleAsync("intruder", "\"runs:plan\"", stranger)).Is(404);
    }

    [Fact]
    public async Task A_role_that_somebody_has_stays_and_a_change_of_it_reaches_them_at_once()
    {
        await using var site = await AccessSite.StartAsync(TestDatabase.Sqlite);
        var role = (await site.CreateRoleAsync("lockers", "\"workspaces:lock\"")).Is(201).Id;
        var grant = (await site.GrantAsync(role, $"user:{site.Member}")).Is(201).Id;
        Assert.Equal("+", await site.Teams.TryAsync("lock"));

        Assert.Contains("1 time", (await site.Api.SendAsync("DELETE", $"/roles/{role}")).Is(409).Detail, StringComparison.Ordinal);
        (await site.Teams.ChangeAsync($"/roles/{role}", """ "permissions":["workspaces:read"] """)).Is(200);
        Assert.Equal("-", await site.Teams.TryAsync("lock"));

        (await site.Api.SendAsync("DELETE", $"/access-grants/{grant}")).Is(204);
        (await site.Api.SendAsync("DELETE", $"/roles/{role}")).Is(204);
        Assert.Equal("?", await site.Teams.TryAsync("see"));
    }
}
