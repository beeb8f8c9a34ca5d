using Platform.Access;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Workspaces.Tags;

public sealed class OrganizationTagApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Tags_of_an_organization_are_counted_searched_put_on_workspaces_and_deleted(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        await api.CreateWorkspaceAsync("one", relationships: Tags("app", "näh"));
        var two = await api.CreateWorkspaceAsync("two", relationships: Tags("app"));
        await api.CreateOrganizationAsync("other");
        var foreign = await api.CreateWorkspaceAsync("foreign", "other", Tags("secret"));
        var hidden = (await api.SendAsync("GET", "/organizations/other/tags")).Is(200).Data[0].GetProperty("id").GetString();

        var listed = (await api.SendAsync("GET", "/organizations/demo/tags")).Is(200);
        Assert.Equal("app 2 näh 1", Counts(listed));
        Assert.Equal("näh 1", Counts(await api.SendAsync("GET", "/organizations/demo/tags?q=n%C3%A4")));
        Assert.Equal("näh 1", Counts(await api.SendAsync("GET", $"/organizations/demo/tags?filter[exclude][taggable][id]={two}")));
        Assert.Equal(2, (await api.SendAsync("GET", "/organizations/demo/tags?page[size]=1")).Json.GetProperty("meta").GetProperty("pagination").GetProperty("total-count").GetInt32());

        var second = listed.Data[1].GetProperty("id").GetString();
        (await api.SendAsync("POST", $"/tags/{second}/relationships/workspaces", Workspaces(foreign))).Is(404);
        (await api.SendAsync("POST", $"/tags/{hidden}/relationships/workspaces", Workspaces(two))).Is(404);
        (await api.SendAsync("POST", "/tags/tag-nonsense/relationships/workspaces", Workspaces(two))).Is(404);
        (await api.SendAsync("POST", $"/tags/{second}/relationships/workspaces", Workspaces(two, two))).Is(204);
        Assert.Equal("app 2 näh 2", Counts(await api.SendAsync("GET", "/organizations/demo/tags")));

        (await api.SendAsync("DELETE", "/organizations/demo/tags", $$"""{"data":[{"type":"tags","id":"{{second}}"}]}""")).Is(204);
        Assert.Equal("app 2", Counts(await api.SendAsync("GET", "/organizations/demo/tags")));
        var flat = (await api.SendAsync("GET", $"/workspaces/{two}/relationships/tags")).Is(200).Data[0].GetProperty("id").GetString();
        (await api.SendAsync("DELETE", $"/workspaces/{two}/relationships/tags", $$"""{"data":[{"type":"tags","id":"{{flat}}"}]}""")).Is(204);
        Assert.Equal("app 1", Counts(await api.SendAsync("GET", "/organizations/demo/tags")));
    }

    [Fact]
    public async Task Tags_are_those_of_the_workspaces_that_the_reader_sees_and_only_who_may_changes_them()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var seen = await api.CreateWorkspaceAsync("seen", relationships: Tags("app"));
        var unseen = await api.CreateWorkspaceAsync("unseen", relationships: Tags("app", "secret"));
        var reader = await api.AddUserAsync("reader", role: BuiltInRole.Read, organization: "demo", workspace: seen);
        var stranger = await api.AddUserAsync("stranger");
        var tag = (await api.SendAsync("GET", "/organizations/demo/tags")).Data[0].GetProperty("id").GetString();
        var secret = (await api.SendAsync("GET", "/organizations/demo/tags")).Data[1].GetProperty("id").GetString();

        Assert.Equal("app 1", Counts(await api.SendAsync("GET", "/organizations/demo/tags", caller: reader)));
        (await api.SendAsync("GET", "/organizations/demo/tags", caller: stranger)).Is(404);
        (await api.SendAsync("POST", $"/tags/{tag}/relationships/workspaces", Workspaces(seen), reader)).Is(403);
        (await api.SendAsync("POST", $"/tags/{tag}/relationships/workspaces", Workspaces(unseen), reader)).Is(404);
        (await api.SendAsync("POST", $"/tags/{secret}/relationships/workspaces", Workspaces(seen), reader)).Is(404);
        (await api.SendAsync("DELETE", "/organizations/demo/tags", $$"""{"data":[{"type":"tags","id":"{{tag}}"}]}""", reader)).Is(403);
        (await api.SendAsync("DELETE", "/organizations/demo/tags", $$"""{"data":[{"type":"tags","id":"{{tag}}"}]}""", stranger)).Is(404);
        Assert.Equal("app 2 secret 1", Counts(await api.SendAsync("GET", "/organizations/demo/tags")));
    }

    private static string Tags(params string[] names) =>
        $$""" "tags":{"data":[{{string.Join(',', names.Select(name => $$"""{"type":"tags","attributes":{"name":"{{name}}"} }"""))}}]} """;

    private static string Workspaces(params object[] ids) =>
        $$"""{"data":[{{string.Join(',', ids.Select(id => $$"""{"type":"workspaces","id":"{{id}}"}"""))}}]}""";

    private static string Counts(ApiAnswer answer) => string.Join(' ', answer.Is(200).Data.EnumerateArray().Select(tag => tag.GetProperty("attributes"))
        .Select(tag => $"{tag.GetProperty("name").GetString()} {tag.GetProperty("instance-count").GetInt32()}"));
}
