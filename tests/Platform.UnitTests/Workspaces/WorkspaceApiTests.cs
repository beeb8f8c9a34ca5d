using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Workspaces;

public sealed class WorkspaceApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Init_of_the_remote_backend_makes_a_workspace_of_the_engine_that_asks(TestDatabase database)
    {
        await using var api = await StartAsync(database);

        Assert.True((await api.SendAsync("GET", "/organizations/demo/entitlement-set")).Is(200).Attribute("operations").GetBoolean());
        (await api.SendAsync("GET", "/organizations/demo/workspaces/ws1")).Is(404);
        var made = (await api.SendAsync(
            "POST",
            "/organizations/demo/workspaces",
            """{"data":{"type":"workspaces","attributes":{"name":"ws1","terraform-version":"1.11.14"}}}""",
            userAgent: "OpenTofu/1.11.14",
            header: "Terraform-Version=1.11.14")).Is(201);

        Assert.Equal(("1.11.14", "tofu", "remote"), (made.Attribute("terraform-version").GetString(), made.Attribute("tool").GetString(), made.Attribute("execution-mode").GetString()));
        Assert.True(made.Attribute("permissions").GetProperty("can-queue-apply").GetBoolean());
        Assert.Equal("demo", made.Related("organization").GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, made.Related("locked-by").ValueKind);
        Assert.Equal(made.Id, (await api.SendAsync("GET", "/organizations/DEMO/workspaces/WS1")).Is(200).Id);
        Assert.Equal(["ws1"], (await api.SendAsync("GET", "/organizations/demo/workspaces?search%5Bname%5D=WS")).Is(200).Names);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Init_of_the_cloud_block_sets_the_version_and_binds_tags(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var id = await api.CreateWorkspaceAsync("wsa", relationships: """ "tags":{"data":[{"type":"tags","attributes":{"name":"app"}}]} """);

        var patched = await api.SendAsync(
            "PATCH", $"/workspaces/{id}", """{"data":{"attributes":{"terraform-version":"~> 1.11.0"}}}""", userAgent: "go-tfe", header: "Terraform-Version=1.11.4");
        Assert.Equal(("~> 1.11.0", "terraform"), (patched.Is(200).Attribute("terraform-version").GetString(), patched.Attribute("tool").GetString()));

        (await api.SendAsync("PATCH", $"/workspaces/{id}/tag-bindings", """{"data":[{"type":"tag-bindings","attributes":{"key":"env","value":"prod"}}]}""")).Is(200);
        (await api.SendAsync("POST", $"/workspaces/{id}/relationships/tags", """{"data":[{"type":"tags","attributes":{"name":"env"}},{"type":"tags","attributes":{"name":"net"}}]}""")).Is(204);
        Assert.Equal(
            "app= env=prod net=",
            string.Join(' ', (await api.SendAsync("GET", $"/workspaces/{id}/tag-bindings")).Is(200).Data.EnumerateArray().Select(t => t.GetProperty("attributes"))
                .Select(t => $"{t.GetProperty("key").GetString()}={t.GetProperty("value").GetString()}")));
        (await api.SendAsync("DELETE", $"/workspaces/{id}/relationships/tags", """{"data":[{"type":"tags","id":"app"},{"type":"tags","attributes":{"name":"net"}}]}""")).Is(204);
        Assert.Equal("""["env"]""", (await api.SendAsync("GET", $"/workspaces/{id}")).Attribute("tag-names").GetRawText());
        (await api.SendAsync("PATCH", $"/workspaces/{id}/tag-bindings", """{"data":{"key":"env"}}""")).Is(400);
        (await api.SendAsync("PATCH", $"/workspaces/{id}/tag-bindings", """{"data":[5,{"attributes":"x"}]}""")).Is(422);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Lists_are_searched_filtered_sorted_and_paged(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var project = (await api.SendAsync("POST", "/organizations/demo/projects", """{"data":{"type":"projects","attributes":{"name":"Net work"}}}""")).Is(201).Id;
        await api.CreateWorkspaceAsync("app-prod", relationships: """ "tag-bindings":{"data":[{"attributes":{"key":"env","value":"prod"}},{"attributes":{"key":"app"}}]} """);
        await api.CreateWorkspaceAsync("app-test", relationships: """ "tag-bindings":{"data":[{"attributes":{"key":"env","value":"test"}}]} """);
        await api.CreateWorkspaceAsync("net_1", relationships: $$$""" "project":{"data":{"type":"projects","id":"{{{project}}}"}} """);

        async Task<string> ListAsync(string query) => string.Join(' ', (await api.SendAsync("GET", $"/organizations/demo/workspaces?{query}")).Is(200).Names);
        Assert.Equal("app-prod app-test net_1", await ListAsync(""));
        Assert.Equal("net_1 app-test app-prod", await ListAsync("sort=-name"));
        Assert.Equal("net_1 app-test app-prod", await ListAsync("sort=-latest-change-at"));
        Assert.Equal("app-prod app-test net_1", await ListAsync("sort=current-run.created-at"));
        Assert.Equal("app-prod app-test", await ListAsync("search[wildcard-name]=app-*"));
        Assert.Equal("app-test", await ListAsync("search[wildcard-name]=*TEST"));
        Assert.Equal("", await ListAsync("search[wildcard-name]=net%25"));
        Assert.Equal("net_1", await ListAsync("search[wildcard-name]=*_*"));
        Assert.Equal("app-prod app-test", await ListAsync("search[tags]=env"));
        Assert.Equal("app-prod", await ListAsync("search[tags]=env,app"));
        Assert.Equal("app-test net_1", await ListAsync("search[exclude-tags]=app,other"));
        Assert.Equal("app-test", await ListAsync("filter[tagged][0][key]=env&filter[tagged][0][value]=test"));
        Assert.Equal("net_1", await ListAsync($"filter[project][id]={project}"));
        Assert.Equal("", await ListAsync("filter[project][id]=nonsense"));
        Assert.Equal("", await ListAsync("filter[current-run][status]=applied"));
        Assert.Equal("", await ListAsync("search[name]=a%00b&search[tags]=%00"));

        var second = (await api.SendAsync("GET", "/organizations/demo/workspaces?page[size]=2&page[number]=2&include=organization,project")).Is(200);
        Assert.Equal(["net_1"], second.Names);
        Assert.Equal(3, second.Json.GetProperty("meta").GetProperty("pagination").GetProperty("total-count").GetInt32());
        Assert.Equal(["organizations", "projects"], second.Json.GetProperty("included").EnumerateArray().Select(r => r.GetProperty("type").GetString()!));
        (await api.SendAsync("GET", "/organizations/demo/workspaces?include=cheese")).Is(400);
        Assert.Equal("Net work", (await api.SendAsync("GET", "/organizations/demo/projects?filter[names]=Net%20work")).Is(200).Names.Single());
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Locks_are_kept_for_their_owner_and_broken_only_by_force(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var id = await api.CreateWorkspaceAsync();
        var maria = await api.AddUserAsync("maria", role: BuiltInRole.Write, organization: "demo");

        Assert.DoesNotContain("is locked by", (await api.SendAsync("POST", $"/workspaces/{id}/actions/unlock")).Is(409).Detail, StringComparison.Ordinal);
        var locked = (await api.SendAsync("POST", $"/workspaces/{id}/actions/lock", """{"data":{"type":"","attributes":{"reason":"Locked by OpenTofu"}}}""", maria)).Is(200);
        Assert.Equal((true, "Locked by OpenTofu", maria.Value), (locked.Attribute("locked").GetBoolean(), locked.Attribute("locked-reason").GetString(), locked.Related("locked-by").GetProperty("id").GetString()));
        (await api.SendAsync("POST", $"/workspaces/{id}/actions/lock", """{"reason":"me too"}""")).Is(409);
        Assert.Contains("is locked by User maria", (await api.SendAsync("POST", $"/workspaces/{id}/actions/unlock")).Is(409).Detail, StringComparison.Ordinal);
        Assert.Contains("locked", (await api.SendAsync("POST", $"/workspaces/{id}/actions/safe-delete")).Is(409).Detail, StringComparison.Ordinal);
        (await api.SendAsync("POST", $"/workspaces/{id}/actions/force-unlock", caller: maria)).Is(403);
        Assert.False((await api.SendAsync("POST", $"/workspaces/{id}/actions/force-unlock")).Is(200).Attribute("locked").GetBoolean());

        var run = RunId.New();
        await api.WithDatabaseAsync(db => db.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(w => w.HoldingRunId, run), Token));
        (await api.SendAsync("POST", $"/workspaces/{id}/actions/lock", "{}")).Is(409);
        Assert.Contains($"is locked by Run {run}", (await api.SendAsync("POST", $"/workspaces/{id}/actions/force-unlock")).Is(409).Detail, StringComparison.Ordinal);
        (await api.SendAsync("DELETE", $"/workspaces/{id}")).Is(409);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_workspace_that_manages_resources_is_deleted_by_force_only(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var id = await api.CreateWorkspaceAsync();
        await api.WithDatabaseAsync(db => db.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(w => w.ResourceCount, 3), Token));

        var refused = (await api.SendAsync("POST", "/organizations/demo/workspaces/ws1/actions/safe-delete")).Is(409).Detail;
        Assert.Contains("still managing 3 resources", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("locked", refused, StringComparison.Ordinal);
        (await api.SendAsync("DELETE", "/organizations/demo/workspaces/ws1")).Is(204);
        (await api.SendAsync("GET", $"/workspaces/{id}")).Is(404);

        await api.CreateWorkspaceAsync("ws2");
        (await api.SendAsync("POST", "/organizations/demo/workspaces/ws2/actions/safe-delete")).Is(204);
        (await api.SendAsync("DELETE", "/organizations/demo/workspaces/ws2")).Is(404);
    }

    [Fact]
    public async Task Who_may_not_see_a_thing_is_told_that_it_does_not_exist()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var id = await api.CreateWorkspaceAsync();
        var stranger = await api.AddUserAsync("stranger");
        var project = (await api.SendAsync("GET", $"/workspaces/{id}")).Related("project").GetProperty("id").GetString();

        foreach (var (method, path) in new[]
        {
            ("GET", "/organizations/demo"), ("PATCH", "/organizations/demo"), ("DELETE", "/organizations/demo"), ("GET", "/organizations/demo/entitlement-set"),
            ("GET", "/organizations/demo/workspaces"), ("POST", "/organizations/demo/workspaces"), ("GET", "/organizations/demo/workspaces/ws1"),
            ("PATCH", "/organizations/demo/workspaces/ws1"), ("DELETE", "/organizations/demo/workspaces/ws1"), ("POST", "/organizations/demo/workspaces/ws1/actions/safe-delete"),
            ("GET", $"/workspaces/{id}"), ("PATCH", $"/workspaces/{id}"), ("DELETE", $"/workspaces/{id}"), ("POST", $"/workspaces/{id}/actions/lock"),
            ("POST", $"/workspaces/{id}/actions/unlock"), ("POST", $"/workspaces/{id}/actions/force-unlock"), ("GET", $"/workspaces/{id}/tag-bindings"),
            ("GET", $"/workspaces/{id}/relationships/tags"), ("GET", $"/workspaces/{id}/vars"), ("POST", $"/workspaces/{id}/vars"),
            ("GET", $"/workspaces/{id}/configuration-versions"), ("POST", $"/workspaces/{id}/configuration-versions"),
            ("GET", "/organizations/demo/projects"), ("POST", "/organizations/demo/projects"), ("GET", $"/projects/{project}"), ("PATCH", $"/projects/{project}"),
            ("GET", "/workspaces/ws-0000000000000000"), ("GET", "/workspaces/not-an-id"), ("GET", "/workspaces/run-0000000000000000"),
        })
        {
            Assert.True((await api.SendAsync(method, path, method == "GET" ? null : "{}", stranger)).Status == 404, $"{method} {path}");
        }

        Assert.Empty((await api.SendAsync("GET", "/organizations", caller: stranger)).Is(200).Names);
    }

    [Fact]
    public async Task A_reader_sees_and_changes_nothing_and_a_grant_for_one_workspace_shows_only_that()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var id = await api.CreateWorkspaceAsync();
        var other = await api.CreateWorkspaceAsync("other");
        var reader = await api.AddUserAsync("reader", role: BuiltInRole.Read, organization: "demo", workspace: id);

        Assert.False((await api.SendAsync("GET", $"/workspaces/{id}", caller: reader)).Is(200).Attribute("permissions").GetProperty("can-update").GetBoolean());
        Assert.Equal(["ws1"], (await api.SendAsync("GET", "/organizations/demo/workspaces", caller: reader)).Is(200).Names);
        (await api.SendAsync("GET", $"/workspaces/{other}", caller: reader)).Is(404);
        (await api.SendAsync("PATCH", $"/workspaces/{id}", """{"auto-apply":true}""", reader)).Is(403);
        (await api.SendAsync("POST", $"/workspaces/{id}/actions/lock", "{}", reader)).Is(403);
        (await api.SendAsync("POST", $"/workspaces/{id}/relationships/tags", """{"data":[]}""", reader)).Is(403);
        (await api.SendAsync("POST", $"/workspaces/{id}/vars", """{"key":"a","category":"env"}""", reader)).Is(403);
        (await api.SendAsync("POST", $"/workspaces/{id}/configuration-versions", "{}", reader)).Is(403);
        (await api.SendAsync("DELETE", $"/workspaces/{id}", caller: reader)).Is(403);
        Assert.Single((await api.SendAsync("GET", "/organizations/demo/projects", caller: reader)).Is(200).Names);
    }

    [Fact]
    public async Task Attributes_that_may_not_be_set_have_no_effect_and_bad_ones_are_pointed_at()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        await api.CreateOrganizationAsync("other");
        var id = await api.CreateWorkspaceAsync();

        var patched = (await api.SendAsync("PATCH", $"/workspaces/{id}", """
            {"data":{"id":"ws-0000000000000000","type":"workspaces",
             "attributes":{"id":"x","locked":true,"resource-count":9,"description":"new","permissions":{"can-update":false}},
             "relationships":{"organization":{"data":{"type":"organizations","id":"other"}},"current-run":{"data":{"type":"runs","id":"run-0000000000000000"}}}}}
            """)).Is(200);

        Assert.Equal((id.Value, "new", "demo", false), (patched.Id, patched.Attribute("description").GetString(), patched.Related("organization").GetProperty("id").GetString(), patched.Attribute("locked").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, patched.Related("current-run").ValueKind);
        Assert.Equal("/data/attributes/name", (await api.SendAsync("PATCH", $"/workspaces/{id}", """{"data":{"attributes":{"name":"a b"}}}""")).Is(422).Pointer);
        (await api.SendAsync("PATCH", $"/workspaces/{id}", """{"data":{"attributes":{"name":5}}}""")).Is(422);
        (await api.SendAsync("PATCH", $"/workspaces/{id}", "no json")).Is(400);
        (await api.SendAsync("PATCH", $"/workspaces/{id}", "[]")).Is(400);

        await api.CreateWorkspaceAsync("ws2");
        Assert.Contains("already been taken", (await api.SendAsync("PATCH", $"/workspaces/{id}", """{"data":{"attributes":{"name":"WS2"}}}""")).Is(422).Detail, StringComparison.Ordinal);
        var elsewhere = (await api.SendAsync("GET", "/organizations/other/projects")).Data[0].GetProperty("id").GetString();
        (await api.SendAsync("PATCH", $"/workspaces/{id}", $$$$$$"""{"data":{"relationships":{"project":{"data":{"type":"projects","id":"{{{{{{elsewhere}}}}}}"}}}}}""")).Is(404);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Of_many_who_make_the_same_workspace_at_once_one_succeeds(TestDatabase database)
    {
        await using var api = await StartAsync(database);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            api.SendAsync("POST", "/organizations/demo/workspaces", """{"data":{"attributes":{"name":"same"}}}""")));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Contains("already been taken", answer.Is(422).Detail, StringComparison.Ordinal));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Reading_a_workspace_takes_one_command_for_an_administrator_and_two_for_others_once_their_rights_are_known(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var id = await api.CreateWorkspaceAsync();
        var reader = await api.AddUserAsync("reader", role: BuiltInRole.Read, organization: "demo");

        api.Commands = 0;
        (await api.SendAsync("GET", $"/workspaces/{id}")).Is(200);
        Assert.Equal(1, api.Commands);
        (await api.SendAsync("GET", "/organizations/demo/workspaces/ws1")).Is(200);
        Assert.Equal(2, api.Commands);
        // Whether anybody's rights changed, their memberships, and their roles.
        (await api.SendAsync("GET", $"/workspaces/{id}", caller: reader)).Is(200);
        Assert.Equal(6, api.Commands);
        (await api.SendAsync("GET", $"/workspaces/{id}", caller: reader)).Is(200);
        Assert.Equal(8, api.Commands);
    }

    private async Task<ApiServer> StartAsync(TestDatabase database)
    {
        var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        return api;
    }
}
