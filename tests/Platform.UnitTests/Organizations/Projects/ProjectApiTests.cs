using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Organizations.Projects;

public sealed class ProjectApiTests
{
    private const string Bindings = """ "tag-bindings":{"data":[{"type":"tag-bindings","attributes":{"key":"env","value":"prod"}},{"type":"tag-bindings","attributes":{"key":"cost","value":"42"}}]} """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Workspaces_inherit_the_tags_of_their_project_unless_they_have_the_key(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var project = await CreateAsync(api, "tagged", Bindings);
        await api.CreateWorkspaceAsync("inherits", relationships: In(project));
        var own = await api.CreateWorkspaceAsync("own", relationships: $$$"""{{{In(project)}}},"tag-bindings":{"data":[{"attributes":{"key":"env","value":"test"}}]} """);
        await api.CreateWorkspaceAsync("elsewhere");

        Assert.Equal("cost=42", Tags(await api.SendAsync("GET", $"/workspaces/{own}/effective-tag-bindings"), inherited: true));
        Assert.Equal("env=test", Tags(await api.SendAsync("GET", $"/workspaces/{own}/effective-tag-bindings"), inherited: false));
        Assert.Equal("env=test", Tags(await api.SendAsync("GET", $"/workspaces/{own}/tag-bindings"), inherited: false));
        Assert.Equal("inherits", await NamesAsync(api, "filter[tagged][0][key]=env&filter[tagged][0][value]=prod"));
        Assert.Equal("inherits own", await NamesAsync(api, "filter[tagged][0][key]=env"));
        Assert.Equal("own", await NamesAsync(api, "filter[tagged][0][key]=env&filter[tagged][0][value]=test&filter[tagged][1][key]=cost"));

        var beside = (await api.SendAsync("GET", $"/workspaces/{own}?include=effective_tag_bindings")).Is(200).Json.GetProperty("included");
        Assert.Equal(2, beside.GetArrayLength());
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Tags_of_a_project_are_added_replaced_and_shown_beside_it(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var project = await CreateAsync(api, "tagged", Bindings);

        var patched = await api.SendAsync("PATCH", $"/projects/{project}/tag-bindings", """{"data":[{"type":"tag-bindings","attributes":{"key":"env","value":"new"}},{"type":"tag-bindings","attributes":{"key":"app"}}]}""");
        Assert.Equal("app= cost=42 env=new", Tags(patched.Is(200), inherited: false));
        Assert.Equal("app= cost=42 env=new", Tags((await api.SendAsync("GET", $"/projects/{project}/effective-tag-bindings")).Is(200), inherited: false));

        (await api.SendAsync("PATCH", $"/projects/{project}", """{"data":{"type":"projects","attributes":{"description":"kept tags"}}}""")).Is(200);
        var read = (await api.SendAsync("GET", $"/projects/{project}?include=effective_tag_bindings")).Is(200);
        Assert.Equal(3, read.Related("effective-tag-bindings").GetArrayLength());
        Assert.Equal(3, read.Json.GetProperty("included").GetArrayLength());

        (await api.SendAsync("PATCH", $"/projects/{project}", """{"data":{"relationships":{"tag-bindings":{"data":[{"attributes":{"key":"app","value":"x"}}]}}}}""")).Is(200);
        Assert.Equal("app=x", Tags(await api.SendAsync("GET", $"/projects/{project}/tag-bindings"), inherited: false));
        (await api.SendAsync("PATCH", $"/projects/{project}", """{"data":{"relationships":{"tag-bindings":{"data":[]}}}}""")).Is(200);
        Assert.Equal("", Tags(await api.SendAsync("GET", $"/projects/{project}/tag-bindings"), inherited: false));
        (await api.SendAsync("PATCH", $"/projects/{project}/tag-bindings", """{"data":[{"attributes":{"key":"a,b"}}]}""")).Is(422);
        (await api.SendAsync("GET", $"/projects/{project}?include=secrets")).Is(400);
    }

    [Fact]
    public async Task A_workspace_runs_where_it_says_or_its_project_or_the_organization()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var project = await CreateAsync(api, "local");
        var workspace = await api.CreateWorkspaceAsync(relationships: In(project));
        async Task<string> ModeAsync()
        {
            var read = (await api.SendAsync("GET", $"/workspaces/{workspace}")).Is(200);
            return $"{read.Attribute("execution-mode").GetString()} {read.Attribute("setting-overwrites").GetProperty("execution-mode").GetBoolean()}";
        }

        Assert.Equal("remote False", await ModeAsync());
        await PatchAsync(api, "/organizations/demo", """ "default-execution-mode":"local" """);
        Assert.Equal("local False", await ModeAsync());
        var set = await PatchAsync(api, $"/projects/{project}", """ "default-execution-mode":"remote","setting-overwrites":{"default-execution-mode":true} """);
        Assert.True(set.Attribute("setting-overwrites").GetProperty("default-execution-mode").GetBoolean());
        Assert.Equal("remote False", await ModeAsync());
        await PatchAsync(api, $"/workspaces/{workspace}", """ "execution-mode":"local" """);
        Assert.Equal("local True", await ModeAsync());
        await PatchAsync(api, $"/workspaces/{workspace}", """ "description":"x" """);
        Assert.Equal("local True", await ModeAsync());
        await PatchAsync(api, $"/workspaces/{workspace}", """ "setting-overwrites":{"execution-mode":false,"agent-pool":false} """);
        Assert.Equal("remote False", await ModeAsync());
        var unset = await PatchAsync(api, $"/projects/{project}", """ "setting-overwrites":{"default-execution-mode":false} """);
        Assert.Equal("local", unset.Attribute("default-execution-mode").GetString());
        Assert.Equal("local False", await ModeAsync());

        Assert.Equal("/data/attributes/default-execution-mode", (await api.SendAsync("PATCH", $"/projects/{project}", Attributes(""" "default-execution-mode":"agent" """))).Is(422).Pointer);
        Assert.Equal("/data/attributes/default-execution-mode", (await api.SendAsync("PATCH", "/organizations/demo", Attributes(""" "default-execution-mode":"x" """))).Is(422).Pointer);
        Assert.Equal("/data/attributes/auto-destroy-activity-duration", (await api.SendAsync("PATCH", $"/projects/{project}", Attributes(""" "auto-destroy-activity-duration":"14d" """))).Is(422).Pointer);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Workspaces_move_together_or_not_at_all(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var target = await CreateAsync(api, "target");
        var (one, two) = (await api.CreateWorkspaceAsync("one"), await api.CreateWorkspaceAsync("two"));
        await api.CreateOrganizationAsync("other");
        var foreign = await api.CreateWorkspaceAsync("foreign", "other");
        var writer = await api.AddUserAsync("writer", role: BuiltInRole.Write, organization: "demo");
        var stranger = await api.AddUserAsync("stranger");
        string Body(params object[] ids) => $$"""{"data":[{{string.Join(',', ids.Select(id => $$"""{"type":"workspaces","id":"{{id}}"}"""))}}]}""";

        (await api.SendAsync("POST", $"/projects/{target}/relationships/workspaces", Body(one, foreign))).Is(404);
        (await api.SendAsync("POST", $"/projects/{target}/relationships/workspaces", Body(one), writer)).Is(403);
        (await api.SendAsync("POST", $"/projects/{target}/relationships/workspaces", Body(one), stranger)).Is(404);
        (await api.SendAsync("POST", $"/projects/{target}/relationships/workspaces", """{"data":{}}""")).Is(400);
        Assert.Equal(0, (await api.SendAsync("GET", $"/projects/{target}")).Attribute("workspace-count").GetInt32());

        (await api.SendAsync("POST", $"/projects/{target}/relationships/workspaces", Body(one, two, one))).Is(204);
        Assert.Equal("one two", await NamesAsync(api, $"filter[project][id]={target}"));
        Assert.Equal(2, (await api.SendAsync("GET", $"/projects/{target}")).Attribute("workspace-count").GetInt32());
        (await api.SendAsync("DELETE", $"/projects/{target}")).Is(409);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Lists_show_the_projects_in_which_workspaces_can_be_made(TestDatabase database)
    {
        await using var api = await StartAsync(database);
        var project = await CreateAsync(api, "mine", Bindings);
        await CreateAsync(api, "other");
        var maker = await api.AddUserAsync("maker", role: BuiltInRole.Read, organization: "demo");
        await api.WithDatabaseAsync(async db =>
        {
            var organization = await db.Organizations.Select(o => o.Id).SingleAsync(Token);
            db.AccessGrants.Add(new AccessGrant
            {
                Id = Platform.Contracts.Ids.AccessGrantId.New(), UserId = maker, RoleId = BuiltInRoles.IdOf(BuiltInRole.Admin), OrganizationId = organization,
                ProjectId = Platform.Contracts.Ids.ProjectId.Wrap(project),
            });
            return await db.SaveChangesAsync(Token);
        });

        Assert.Equal(["Default Project", "mine", "other"], (await api.SendAsync("GET", "/organizations/demo/projects", caller: maker)).Is(200).Names);
        Assert.Equal(["mine"], (await api.SendAsync("GET", "/organizations/demo/projects?filter[permissions][create-workspace]=true", caller: maker)).Is(200).Names);
        Assert.Equal(["mine", "other"], (await api.SendAsync("GET", "/organizations/demo/projects?filter[names]=mine,other,none")).Is(200).Names);
        Assert.Equal(["other"], (await api.SendAsync("GET", "/organizations/demo/projects?q=the")).Is(200).Names);
        var listed = (await api.SendAsync("GET", "/organizations/demo/projects?include=organization,effective_tag_bindings")).Is(200).Json.GetProperty("included");
        Assert.Equal(3, listed.GetArrayLength());
    }

    [Fact]
    public async Task Who_only_reads_changes_neither_tags_nor_settings_and_a_strangers_project_is_unknown()
    {
        await using var api = await StartAsync(TestDatabase.Sqlite);
        var project = await CreateAsync(api, "seen");
        var reader = await api.AddUserAsync("reader", role: BuiltInRole.Read, organization: "demo");
        var stranger = await api.AddUserAsync("stranger");
        const string Tag = """{"data":[{"attributes":{"key":"env"}}]}""";

        (await api.SendAsync("PATCH", $"/projects/{project}/tag-bindings", Tag, reader)).Is(403);
        (await api.SendAsync("PATCH", $"/projects/{project}", Attributes(""" "name":"taken over" """), reader)).Is(403);
        (await api.SendAsync("GET", $"/projects/{project}/tag-bindings", caller: reader)).Is(200);
        (await api.SendAsync("PATCH", $"/projects/{project}/tag-bindings", Tag, stranger)).Is(404);
        (await api.SendAsync("GET", $"/projects/{project}/tag-bindings", caller: stranger)).Is(404);
        (await api.SendAsync("GET", $"/projects/{project}/effective-tag-bindings", caller: stranger)).Is(404);
    }

    private static async Task<ApiServer> StartAsync(TestDatabase database)
    {
        var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        return api;
    }

    private static async Task<string> CreateAsync(ApiServer api, string name, string relationships = "") => (await api.SendAsync(
        "POST", "/organizations/demo/projects", $$$$"""{"data":{"type":"projects","attributes":{"name":"{{{{name}}}}"},"relationships":{ {{{{relationships}}}} }}}""")).Is(201).Id;

    private static string In(string project) => $$$""" "project":{"data":{"type":"projects","id":"{{{project}}}"}} """;

    private static string Attributes(string attributes) => $$$$"""{"data":{"attributes":{ {{{{attributes}}}} }}}""";

    private static async Task<ApiAnswer> PatchAsync(ApiServer api, string path, string attributes) => (await api.SendAsync("PATCH", path, Attributes(attributes))).Is(200);

    private static async Task<string> NamesAsync(ApiServer api, string query) =>
        string.Join(' ', (await api.SendAsync("GET", $"/organizations/demo/workspaces?{query}")).Is(200).Names);

    private static string Tags(ApiAnswer answer, bool inherited) => string.Join(' ', answer.Data.EnumerateArray()
        .Where(tag => tag.TryGetProperty("links", out _) == inherited)
        .Select(tag => tag.GetProperty("attributes")).Select(tag => $"{tag.GetProperty("key").GetString()}={tag.GetProperty("value").GetString()}"));
}
