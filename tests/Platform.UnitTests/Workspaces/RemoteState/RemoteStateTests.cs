using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Workspaces.RemoteState;

public sealed class RemoteStateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_run_reads_its_own_workspace_and_those_that_share_with_it_and_nothing_else(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        await api.CreateOrganizationAsync("foreign");
        var project = (await api.SendAsync("POST", "/organizations/demo/projects", """{"name":"apart"}""")).Is(201).Id;
        var apart = $$$"""  "project":{"data":{"type":"projects","id":"{{{project}}}"}}  """;
        var reader = await api.CreateWorkspaceAsync("reader");
        var expected = new Dictionary<WorkspaceId, bool>
        {
            [reader] = true,
            [await MakeAsync("closed", "{}")] = false,
            [await MakeAsync("global", """{"global-remote-state":true}""")] = true,
            [await MakeAsync("project", """{"project-remote-state":true}""")] = true,
            [await MakeAsync("other-project", """{"project-remote-state":true}""", apart)] = false,
            [await MakeAsync("other-global", """{"global-remote-state":true}""", apart)] = true,
            [await MakeAsync("foreign-global", """{"global-remote-state":true,"project-remote-state":true}""", organization: "foreign")] = false,
        };
        var named = await MakeAsync("named", "{}", apart);
        (await api.SendAsync("POST", $"/workspaces/{named}/relationships/remote-state-consumers", Consumers(reader))).Is(204);
        expected[named] = true;

        foreach (var (workspace, readable) in expected)
        {
            Permission[] permissions = readable ? [Permission.ReadOrganization, Permission.ReadWorkspace, Permission.ReadState, Permission.ReadStateOutputs] : [];
            Assert.Equal(permissions.Order(), (await PermissionsAsync(workspace)).Order());
        }

        // Sharing has a direction, and ends.
        Assert.Empty(await PermissionsAsync(reader, of: named));
        (await api.SendAsync("DELETE", $"/workspaces/{named}/relationships/remote-state-consumers", Consumers(reader))).Is(204);
        Assert.Empty(await PermissionsAsync(named));

        async Task<WorkspaceId> MakeAsync(string name, string settings, string relationships = "", string organization = "demo")
        {
            var id = await api.CreateWorkspaceAsync(name, organization, relationships);
            (await api.SendAsync("PATCH", $"/workspaces/{id}", settings)).Is(200);
            return id;
        }

        Task<IEnumerable<Permission>> PermissionsAsync(WorkspaceId workspace, WorkspaceId? of = null) => api.WithServicesAsync<IEnumerable<Permission>>(async services =>
        {
            var db = services.GetRequiredService<PlatformDbContext>();
            var own = (await db.Workspaces.FindAsync([of ?? reader], Token))!;
            services.GetRequiredService<CallerAccessor>().Caller = new Caller
            {
                Kind = CallerKind.Run, RunId = RunId.New(), WorkspaceId = own.Id, OrganizationId = own.OrganizationId,
            };
            return await services.GetRequiredService<Authorizer>().PermissionsAsync((await db.Workspaces.FindAsync([workspace], Token))!, Token);
        });
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Consumers_are_listed_added_replaced_and_removed(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        await api.CreateOrganizationAsync("foreign");
        var (source, one, two) = (await api.CreateWorkspaceAsync("source"), await api.CreateWorkspaceAsync("one"), await api.CreateWorkspaceAsync("two"));
        var foreign = await api.CreateWorkspaceAsync("three", "foreign");
        var path = $"/workspaces/{source}/relationships/remote-state-consumers";

        Assert.Empty((await api.SendAsync("GET", path)).Is(200).Names);
        (await api.SendAsync("POST", path, Consumers(one))).Is(204);
        (await api.SendAsync("POST", path, Consumers(one, two, source))).Is(204);
        Assert.Equal(["one", "two"], (await api.SendAsync("GET", path)).Is(200).Names);
        Assert.Equal(["two"], (await api.SendAsync("GET", $"{path}?page[size]=1&page[number]=2")).Is(200).Names);
        (await api.SendAsync("PATCH", path, Consumers(two))).Is(204);
        Assert.Equal(["two"], (await api.SendAsync("GET", path)).Is(200).Names);
        (await api.SendAsync("PATCH", path, Consumers(one, foreign))).Is(404);
        (await api.SendAsync("POST", path, """{"data":[{"type":"workspaces"}]}""")).Is(404);
        (await api.SendAsync("POST", path, """{"data":null}""")).Is(400);
        Assert.Equal(["two"], (await api.SendAsync("GET", path)).Is(200).Names);
        (await api.SendAsync("DELETE", path, Consumers(one, two))).Is(204);
        Assert.Empty((await api.SendAsync("GET", path)).Is(200).Names);

        Assert.True((await api.SendAsync("PATCH", $"/workspaces/{source}", """{"global-remote-state":true}""")).Is(200).Attribute("global-remote-state").GetBoolean());
        Assert.Equal(["one", "two"], (await api.SendAsync("GET", path)).Is(200).Names);
        (await api.SendAsync("POST", path, Consumers(one))).Is(204);
        (await api.SendAsync("DELETE", $"/workspaces/{one}")).Is(204);
        Assert.Equal(["two"], (await api.SendAsync("GET", path)).Is(200).Names);
    }

    [Fact]
    public async Task Only_who_may_change_the_workspace_says_who_reads_its_state_and_only_what_they_see_themselves()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var (source, other) = (await api.CreateWorkspaceAsync("source"), await api.CreateWorkspaceAsync("other"));
        var writer = await api.AddUserAsync("writer", role: BuiltInRole.Write, organization: "demo");
        var owner = await api.AddUserAsync("owner", role: BuiltInRole.Admin, organization: "demo", workspace: source);
        var stranger = await api.AddUserAsync("stranger");
        var path = $"/workspaces/{source}/relationships/remote-state-consumers";

        (await api.SendAsync("POST", path, Consumers(other), writer)).Is(403);
        (await api.SendAsync("POST", path, Consumers(other), owner)).Is(404);
        (await api.SendAsync("GET", path, caller: stranger)).Is(404);
        (await api.SendAsync("POST", path, Consumers(other))).Is(204);
        Assert.Empty((await api.SendAsync("GET", path, caller: owner)).Is(200).Names);
        Assert.Equal(["other"], (await api.SendAsync("GET", path, caller: writer)).Is(200).Names);
    }

    private static string Consumers(params WorkspaceId[] ids) =>
        $$"""{"data":[{{string.Join(',', ids.Select(id => $$"""{"type":"workspaces","id":"{{id}}"}"""))}}]}""";
}
