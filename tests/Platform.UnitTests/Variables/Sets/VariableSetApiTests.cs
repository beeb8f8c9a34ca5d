using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Variables.Sets;

public sealed class VariableSetApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_set_is_made_found_changed_and_deleted_with_its_variables(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();

        var made = (await api.SendAsync("POST", "/organizations/demo/varsets", $$$$$$"""
            {"data":{"type":"varsets","attributes":{"name":"Cloud keys","description":"d","priority":true},"relationships":{
              "workspaces":{"data":[{"type":"workspaces","id":"{{{{{{workspace}}}}}}"}]},
              "vars":{"data":[{"type":"vars","attributes":{"key":"a","value":"1","category":"env"}},{"type":"vars","attributes":{"key":"b","value":"2","category":"terraform","sensitive":true}}]}}}}
            """)).Is(201);
        Assert.Equal(("d", true, false, 2, 1), (made.Attribute("description").GetString(), made.Attribute("priority").GetBoolean(), made.Attribute("global").GetBoolean(), made.Attribute("var-count").GetInt32(), made.Attribute("workspace-count").GetInt32()));
        Assert.Equal("organizations", made.Related("parent").GetProperty("type").GetString());
        Assert.EndsWith("Z", made.Attribute("updated-at").GetString(), StringComparison.Ordinal);
        Assert.Equal("/data/attributes/name", (await api.SendAsync("POST", "/organizations/demo/varsets", """{"name":"cloud KEYS"}""")).Is(422).Pointer);
        Assert.Equal("/data/attributes/name", (await api.SendAsync("POST", "/organizations/demo/varsets", """{"name":" "}""")).Is(422).Pointer);

        var changed = (await api.SendAsync("PATCH", $"/varsets/{made.Id}", """{"data":{"type":"varsets","attributes":{"description":null,"id":"varset-other","organization-id":"x"}}}""")).Is(200);
        Assert.Equal(("Cloud keys", "", true, made.Id), (changed.Attribute("name").GetString(), changed.Attribute("description").GetString(), changed.Attribute("priority").GetBoolean(), changed.Id));
        (await api.SendAsync("POST", "/organizations/demo/varsets", """{"name":"other"}""")).Is(201);
        Assert.Equal(["Cloud keys", "other"], (await api.SendAsync("GET", "/organizations/demo/varsets")).Is(200).Names);
        Assert.Equal(["Cloud keys"], (await api.SendAsync("GET", "/organizations/demo/varsets?q=KEY")).Is(200).Names);
        Assert.Equal(["other"], (await api.SendAsync("GET", "/organizations/demo/varsets?page[size]=1&page[number]=2")).Is(200).Names);
        Assert.Equal(["Cloud keys"], (await api.SendAsync("GET", $"/workspaces/{workspace}/varsets")).Is(200).Names);

        (await api.SendAsync("DELETE", $"/varsets/{made.Id}")).Is(204);
        (await api.SendAsync("GET", $"/varsets/{made.Id}")).Is(404);
        Assert.Equal((0, 0), await api.WithDatabaseAsync(async db => (await db.VariableSetVariables.CountAsync(Token), await db.VariableSetWorkspaces.CountAsync(Token))));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Includes_show_what_a_set_is_related_to_and_lists_take_as_many_statements_for_many_sets_as_for_one(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var project = (await api.SendAsync("GET", $"/workspaces/{workspace}")).Related("project").GetProperty("id").GetString()!;
        await MakeAsync("one");
        var path = "/organizations/demo/varsets?include=workspaces,projects,vars,organization,parent";
        var few = await CountAsync();
        foreach (var number in Enumerable.Range(0, 5))
        {
            await MakeAsync($"set{number}");
        }

        Assert.Equal(few, await CountAsync());
        var included = (await api.SendAsync("GET", path)).Is(200).Json.GetProperty("included").EnumerateArray().Select(r => r.GetProperty("type").GetString()).GroupBy(t => t).ToDictionary(g => g.Key!, g => g.Count());
        Assert.Equal(new Dictionary<string, int> { ["workspaces"] = 1, ["projects"] = 1, ["vars"] = 6, ["organizations"] = 1 }, included);
        (await api.SendAsync("GET", "/organizations/demo/varsets?include=nothing")).Is(400);

        async Task<int> CountAsync()
        {
            api.Commands = 0;
            (await api.SendAsync("GET", path)).Is(200);
            return api.Commands;
        }

        async Task MakeAsync(string name) => (await api.SendAsync("POST", "/organizations/demo/varsets", $$$$$$"""
            {"data":{"attributes":{"name":"{{{{{{name}}}}}}"},"relationships":{
              "parent":{"data":{"type":"projects","id":"{{{{{{project}}}}}}"}},
              "workspaces":{"data":[{"type":"workspaces","id":"{{{{{{workspace}}}}}}"}]},
              "projects":{"data":[{"type":"projects","id":"{{{{{{project}}}}}}"}]},
              "vars":{"data":[{"type":"vars","attributes":{"key":"a","value":"1","category":"env"}}]}}}}
            """)).Is(201);
    }

    [Fact]
    public async Task A_variable_of_a_set_keeps_the_rules_of_a_workspaces_variable()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var set = (await api.SendAsync("POST", "/organizations/demo/varsets", """{"name":"set","global":true}""")).Is(201).Id;
        var other = (await api.SendAsync("POST", "/organizations/demo/varsets", """{"name":"other"}""")).Is(201).Id;
        var vars = $"/varsets/{set}/relationships/vars";

        var made = (await api.SendAsync("POST", vars, """{"key":"TOKEN","value":"hunter2hunter2","category":"env","sensitive":true}""")).Is(201);
        Assert.Equal(JsonValueKind.Null, made.Attribute("value").ValueKind);
        Assert.Equal((set, "varsets"), (made.Related("configurable").GetProperty("id").GetString(), made.Related("configurable").GetProperty("type").GetString()));
        Assert.Equal("/data/attributes/key", (await api.SendAsync("POST", vars, """{"key":"TOKEN","category":"env"}""")).Is(422).Pointer);
        Assert.Equal("/data/attributes/sensitive", (await api.SendAsync("PATCH", $"{vars}/{made.Id}", """{"sensitive":false}""")).Is(422).Pointer);
        Assert.Equal("/data/attributes/key", (await api.SendAsync("PATCH", $"{vars}/{made.Id}", """{"key":"OTHER"}""")).Is(422).Pointer);
        (await api.SendAsync("PATCH", $"/varsets/{other}/relationships/vars/{made.Id}", """{"value":"stolen"}""")).Is(404);
        (await api.SendAsync("PATCH", $"/vars/{made.Id}", """{"value":"stolen"}""")).Is(404);
        (await api.SendAsync("PATCH", $"{vars}/{made.Id}", """{"value":"hunter3hunter3"}""")).Is(200);
        Assert.Equal("TOKEN", (await api.SendAsync("GET", $"{vars}/{made.Id}")).Is(200).Attribute("key").GetString());
        Assert.DoesNotContain("hunter", (await api.SendAsync("GET", vars)).Is(200).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", (await api.SendAsync("GET", $"/varsets/{set}?include=vars")).Is(200).Text, StringComparison.Ordinal);
        var workspace = await api.CreateWorkspaceAsync();
        Assert.DoesNotContain("hunter", (await api.SendAsync("GET", $"/workspaces/{workspace}/all-vars")).Is(200).Text, StringComparison.Ordinal);
        var stored = await api.WithDatabaseAsync(db => db.VariableSetVariables.Select(v => v.EncryptedValue).SingleAsync(Token));
        Assert.Equal(-1, stored.AsSpan().IndexOf("hunter3"u8));
        (await api.SendAsync("DELETE", $"{vars}/{made.Id}")).Is(204);
        Assert.Empty((await api.SendAsync("GET", vars)).Is(200).Data.EnumerateArray());
    }

    [Fact]
    public async Task Workspaces_are_added_removed_and_replaced_and_a_global_set_has_none()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        await api.CreateOrganizationAsync("foreign");
        var (first, second, foreign) = (await api.CreateWorkspaceAsync("first"), await api.CreateWorkspaceAsync("second"), await api.CreateWorkspaceAsync("third", "foreign"));
        var set = (await api.SendAsync("POST", "/organizations/demo/varsets", """{"name":"set"}""")).Is(201).Id;

        (await api.SendAsync("POST", $"/varsets/{set}/relationships/workspaces", Workspaces(first))).Is(204);
        (await api.SendAsync("POST", $"/varsets/{set}/relationships/workspaces", Workspaces(first, second))).Is(204);
        Assert.Equal([first.Value, second.Value], await AppliedAsync());
        (await api.SendAsync("DELETE", $"/varsets/{set}/relationships/workspaces", Workspaces(first, foreign))).Is(204);
        Assert.Equal([second.Value], await AppliedAsync());
        (await api.SendAsync("POST", $"/varsets/{set}/relationships/workspaces", Workspaces(first, foreign))).Is(404);
        (await api.SendAsync("POST", $"/varsets/{set}/relationships/projects", $$"""{"data":[{"type":"projects","id":"{{foreign}}"}]}""")).Is(404);
        Assert.Equal([second.Value], await AppliedAsync());

        // As go-tfe replaces them.
        var replaced = (await api.SendAsync("PATCH", $"/varsets/{set}?include=workspaces", $$$$"""
            {"data":{"type":"varsets","attributes":{"global":false},"relationships":{"workspaces":{{{{Workspaces(first)}}}}}}}
            """)).Is(200);
        Assert.Equal("first", replaced.Json.GetProperty("included")[0].GetProperty("attributes").GetProperty("name").GetString());
        Assert.Equal([first.Value], await AppliedAsync());

        Assert.Equal(0, (await api.SendAsync("PATCH", $"/varsets/{set}", """{"global":true}""")).Is(200).Attribute("workspace-count").GetInt32());
        (await api.SendAsync("POST", $"/varsets/{set}/relationships/workspaces", Workspaces(first))).Is(422);
        (await api.SendAsync("POST", $"/varsets/{set}/relationships/workspaces", """{"data":{}}""")).Is(400);

        async Task<IEnumerable<string?>> AppliedAsync() =>
            (await api.SendAsync("GET", $"/varsets/{set}")).Is(200).Related("workspaces").EnumerateArray().Select(w => w.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_set_of_a_project_ends_at_the_project()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var project = (await api.SendAsync("POST", "/organizations/demo/projects", """{"name":"apart"}""")).Is(201).Id;
        var inside = await api.CreateWorkspaceAsync("inside", relationships: $$$"""  "project":{"data":{"type":"projects","id":"{{{project}}}"}}  """);
        var outside = await api.CreateWorkspaceAsync("outside");
        var home = (await api.SendAsync("GET", $"/workspaces/{outside}")).Related("project").GetProperty("id").GetString();
        var body = $$$$$$"""{"data":{"attributes":{"name":"set"},"relationships":{"parent":{"data":{"type":"projects","id":"{{{{{{project}}}}}}"}}}}}""";
        var set = (await api.SendAsync("POST", "/organizations/demo/varsets", body)).Is(201).Id;
        (await api.SendAsync("POST", $"/varsets/{set}/relationships/vars", """{"key":"a","value":"secret of the project","category":"env"}""")).Is(201);

        (await api.SendAsync("POST", $"/varsets/{set}/relationships/workspaces", Workspaces(outside))).Is(422);
        (await api.SendAsync("POST", $"/varsets/{set}/relationships/projects", $$"""{"data":[{"type":"projects","id":"{{home}}"}]}""")).Is(422);
        Assert.Equal("/data/attributes/global", (await api.SendAsync("PATCH", $"/varsets/{set}", """{"global":true}""")).Is(422).Pointer);
        (await api.SendAsync("POST", $"/varsets/{set}/relationships/workspaces", Workspaces(inside))).Is(204);
        Assert.Single((await api.SendAsync("GET", $"/workspaces/{inside}/all-vars")).Data.EnumerateArray());
        Assert.Equal(["set"], (await api.SendAsync("GET", $"/projects/{project}/varsets")).Is(200).Names);
        (await api.SendAsync("PATCH", $"/workspaces/{inside}", $$$$$$"""{"data":{"relationships":{"project":{"data":{"type":"projects","id":"{{{{{{home}}}}}}"}}}}}""")).Is(200);
        Assert.Empty((await api.SendAsync("GET", $"/workspaces/{inside}/all-vars")).Data.EnumerateArray());
        Assert.Empty((await api.SendAsync("GET", $"/workspaces/{inside}/varsets")).Data.EnumerateArray());
        Assert.Equal(0, (await api.SendAsync("GET", $"/varsets/{set}")).Attribute("workspace-count").GetInt32());

        // A name is free again for another owner, and the set goes with its project.
        (await api.SendAsync("POST", "/organizations/demo/varsets", """{"name":"set"}""")).Is(201);
        (await api.SendAsync("POST", "/organizations/demo/varsets", body)).Is(422);
        (await api.SendAsync("DELETE", $"/projects/{project}")).Is(204);
        (await api.SendAsync("GET", $"/varsets/{set}")).Is(404);
        (await api.SendAsync("DELETE", "/organizations/demo")).Is(204);
    }

    [Fact]
    public async Task Sets_are_seen_and_changed_by_those_who_may_read_and_write_all_that_they_reach()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var hidden = await api.CreateWorkspaceAsync("hidden");
        var set = (await api.SendAsync("POST", "/organizations/demo/varsets", """{"name":"set"}""")).Is(201).Id;
        (await api.SendAsync("POST", $"/varsets/{set}/relationships/workspaces", Workspaces(workspace, hidden))).Is(204);
        var reader = await api.AddUserAsync("reader", role: BuiltInRole.Read, organization: "demo");
        var one = await api.AddUserAsync("one", role: BuiltInRole.Admin, organization: "demo", workspace: workspace);
        var stranger = await api.AddUserAsync("stranger");

        (await api.SendAsync("GET", $"/varsets/{set}", caller: reader)).Is(200);
        (await api.SendAsync("PATCH", $"/varsets/{set}", """{"name":"x"}""", reader)).Is(403);
        (await api.SendAsync("POST", $"/varsets/{set}/relationships/vars", """{"key":"a","category":"env"}""", reader)).Is(403);
        (await api.SendAsync("DELETE", $"/varsets/{set}", caller: reader)).Is(403);
        (await api.SendAsync("POST", "/organizations/demo/varsets", """{"name":"mine"}""", reader)).Is(403);

        // Who has one workspace sees what adds to its variables, but neither the other places of the set nor the set by itself.
        var listed = (await api.SendAsync("GET", $"/workspaces/{workspace}/varsets", caller: one)).Is(200).Data[0];
        Assert.Equal([workspace.Value], listed.GetProperty("relationships").GetProperty("workspaces").GetProperty("data").EnumerateArray().Select(w => w.GetProperty("id").GetString()));
        Assert.Empty((await api.SendAsync("GET", "/organizations/demo/varsets", caller: one)).Is(200).Data.EnumerateArray());
        (await api.SendAsync("GET", $"/varsets/{set}", caller: one)).Is(404);
        (await api.SendAsync("DELETE", $"/varsets/{set}", caller: one)).Is(404);
        (await api.SendAsync("POST", "/organizations/demo/varsets", """{"name":"mine"}""", one)).Is(403);

        foreach (var path in (string[])["/organizations/demo/varsets", $"/varsets/{set}", $"/workspaces/{workspace}/varsets", $"/varsets/{set}/relationships/vars"])
        {
            (await api.SendAsync("GET", path, caller: stranger)).Is(404);
        }
    }

    private static string Workspaces(params Platform.Contracts.Ids.WorkspaceId[] ids) =>
        $$"""{"data":[{{string.Join(',', ids.Select(id => $$"""{"type":"workspaces","id":"{{id}}"}"""))}}]}""";
}
