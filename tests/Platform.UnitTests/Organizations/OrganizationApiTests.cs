using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Organizations;

public sealed class OrganizationApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task An_organization_is_found_by_name_by_id_and_by_the_alias_of_its_id(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync("Acme");
        await api.CreateWorkspaceAsync(organization: "acme");
        var read = (await api.SendAsync("GET", "/organizations/ACME")).Is(200);
        var id = read.Attribute("external-id").GetString()!;

        Assert.Equal("Acme", read.Id);
        foreach (var reference in new[] { id, $"env-{id[4..]}" })
        {
            Assert.Equal("Acme", (await api.SendAsync("GET", $"/organizations/{reference}")).Is(200).Id);
            Assert.Equal(id, (await api.SendAsync("GET", $"/organizations/{reference}/entitlement-set")).Is(200).Id);
            Assert.Equal("ws1", (await api.SendAsync("GET", $"/organizations/{reference}/workspaces/ws1")).Is(200).Attribute("name").GetString());
        }

        (await api.SendAsync("GET", "/organizations/org-0000000000000000")).Is(404);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task An_organization_is_made_renamed_and_deleted_with_all_that_it_owns(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync("acme");
        await api.CreateOrganizationAsync("other");
        var workspace = await api.CreateWorkspaceAsync(organization: "acme");
        (await api.SendAsync("POST", $"/workspaces/{workspace}/vars", """{"key":"a","category":"env","value":"b"}""")).Is(201);

        Assert.Equal("/data/attributes/name", (await api.SendAsync("POST", "/organizations", """{"data":{"attributes":{"name":"ACME"}}}""")).Is(422).Pointer);
        (await api.SendAsync("PATCH", "/organizations/acme", """{"data":{"attributes":{"name":"other"}}}""")).Is(422);
        Assert.Equal("acme2", (await api.SendAsync("PATCH", "/organizations/acme", """{"data":{"attributes":{"name":"acme2"}}}""")).Is(200).Id);
        Assert.Equal(["acme2", "other"], (await api.SendAsync("GET", "/organizations")).Is(200).Names);
        Assert.Equal(["other"], (await api.SendAsync("GET", "/organizations?q=OTH")).Is(200).Names);
        (await api.SendAsync("DELETE", "/organizations/acme2")).Is(204);

        (await api.SendAsync("GET", $"/workspaces/{workspace}")).Is(404);
        Assert.Equal((0, 1), await api.WithDatabaseAsync(async db => (await db.Variables.CountAsync(Token), await db.Projects.CountAsync(Token))));
    }

    [Fact]
    public async Task Only_a_site_administrator_makes_organizations()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        var user = await api.AddUserAsync("user");

        (await api.SendAsync("POST", "/organizations", """{"data":{"attributes":{"name":"mine"}}}""", user)).Is(403);
    }

    [Fact]
    public async Task A_project_counts_the_workspaces_that_its_reader_may_see()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var seen = await api.CreateWorkspaceAsync("seen");
        await api.CreateWorkspaceAsync("hidden");
        var all = (await api.SendAsync("GET", "/organizations/demo/projects")).Is(200).Data[0];
        var some = await api.AddUserAsync("some", role: BuiltInRole.Read, organization: "demo", workspace: seen);

        var listed = (await api.SendAsync("GET", "/organizations/demo/projects", caller: some)).Is(200).Data[0];
        var read = (await api.SendAsync("GET", $"/projects/{all.GetProperty("id").GetString()}", caller: some)).Is(200);

        Assert.Equal(2, all.GetProperty("attributes").GetProperty("workspace-count").GetInt32());
        Assert.Equal(1, listed.GetProperty("attributes").GetProperty("workspace-count").GetInt32());
        Assert.Equal(1, read.Attribute("workspace-count").GetInt32());
    }

    [Fact]
    public async Task The_default_project_and_a_project_in_use_stay()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var standard = (await api.SendAsync("GET", "/organizations/demo/projects")).Is(200).Data[0].GetProperty("id").GetString();
        var project = (await api.SendAsync("POST", "/organizations/demo/projects", """{"data":{"attributes":{"name":"used"}}}""")).Is(201).Id;
        var workspace = await api.CreateWorkspaceAsync(relationships: $$$""" "project":{"data":{"id":"{{{project}}}"}} """);

        (await api.SendAsync("POST", "/organizations/demo/projects", """{"data":{"attributes":{"name":"used"}}}""")).Is(422);
        (await api.SendAsync("DELETE", $"/projects/{standard}")).Is(409);
        (await api.SendAsync("DELETE", $"/projects/{project}")).Is(409);
        (await api.SendAsync("DELETE", $"/workspaces/{workspace}")).Is(204);
        Assert.Equal("renamed", (await api.SendAsync("PATCH", $"/projects/{project}", """{"data":{"attributes":{"name":"renamed"}}}""")).Is(200).Attribute("name").GetString());
        (await api.SendAsync("DELETE", $"/projects/{project}")).Is(204);
        (await api.SendAsync("GET", $"/projects/{project}")).Is(404);
    }
}
