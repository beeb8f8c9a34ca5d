using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Access;
using Platform.Audit;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Audit;

public sealed class AuditTrailTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_change_says_who_what_before_and_after(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var ada = await api.AddUserAsync("ada", role: BuiltInRole.Admin, organization: "demo");
        var workspace = await api.CreateWorkspaceAsync();

        (await api.SendAsync("PATCH", $"/workspaces/{workspace}", """{"data":{"attributes":{"description":"new","auto-apply":true}}}""", ada)).Is(200);

        var trail = (await api.SendAsync("GET", $"/organizations/demo/audit-trail?filter[resource][id]={workspace}")).Is(200);
        Assert.Equal(["update", "create"], trail.Data.EnumerateArray().Select(e => e.GetProperty("resource").GetProperty("action").GetString()));
        var update = trail.Data[0];
        Assert.Equal(ada.Value, update.GetProperty("auth").GetProperty("accessor_id").GetString());
        Assert.Equal("Client", update.GetProperty("auth").GetProperty("type").GetString());
        Assert.Equal("127.0.0.1", update.GetProperty("request").GetProperty("ip_address").GetString());
        Assert.Equal("workspace", update.GetProperty("resource").GetProperty("type").GetString());
        Assert.EndsWith("Z", update.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        var meta = update.GetProperty("resource").GetProperty("meta");
        Assert.Equal((workspace.Value, "done"), (meta.GetProperty("workspace_id").GetString(), meta.GetProperty("outcome").GetString()));
        Assert.Equal("""{"auto_apply":{"before":false,"after":true},"description":{"before":"","after":"new"}}""", meta.GetProperty("changes").GetRawText());
        var pagination = trail.Json.GetProperty("pagination");
        Assert.Equal((1, 1, 2), (pagination.GetProperty("current_page").GetInt32(), pagination.GetProperty("total_pages").GetInt32(), pagination.GetProperty("total_count").GetInt32()));
        Assert.Equal(JsonValueKind.Null, pagination.GetProperty("next_page").ValueKind);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task The_trail_is_filtered_paged_and_downloaded(TestDatabase database)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        await api.CreateOrganizationAsync("other");
        foreach (var name in (string[])["one", "two", "three"])
        {
            await api.CreateWorkspaceAsync(name);
        }

        await SealAsync(api);

        Assert.Equal(3, Count(await api.SendAsync("GET", "/organizations/demo/audit-trail?filter[resource][type]=workspace&filter[action]=create")));
        Assert.Equal(0, Count(await api.SendAsync("GET", "/organizations/other/audit-trail?filter[resource][type]=workspace")));
        Assert.Equal(0, Count(await api.SendAsync("GET", "/organizations/demo/audit-trail?since=2999-01-01T00:00:00Z")));
        Assert.Equal(0, Count(await api.SendAsync("GET", "/organizations/demo/audit-trail?until=2001-01-01T00:00:00Z")));
        Assert.Equal(0, Count(await api.SendAsync("GET", "/organizations/demo/audit-trail?filter[actor]=user-nobody")));
        Assert.Equal(0, Count(await api.SendAsync("GET", "/organizations/demo/audit-trail?filter[outcome]=refused")));
        (await api.SendAsync("GET", "/organizations/demo/audit-trail?since=yesterday")).Is(400);
        var page = (await api.SendAsync("GET", $"/organizations/demo/audit-trail?filter[resource][type]=workspace&filter[actor]={api.Administrator}&page[size]=2&page[number]=2")).Is(200);
        Assert.Equal((1, 2, 3), (page.Data.GetArrayLength(), page.Json.GetProperty("pagination").GetProperty("total_pages").GetInt32(), Count(page)));

        var lines = (await api.SendAsync("GET", "/organizations/demo/audit-trail/download?filter[resource][type]=workspace")).Is(200).Text.TrimEnd('\n').Split('\n');
        Assert.Equal(["one", "two", "three"], lines.Select(line =>
            JsonDocument.Parse(line).RootElement.GetProperty("resource").GetProperty("meta").GetProperty("changes").GetProperty("name").GetProperty("after").GetString()));
        // What is not sealed yet, such as that the trail was downloaded, is in the next download.
        var site = (await api.SendAsync("GET", "/admin/audit-trail/download")).Is(200).Text.TrimEnd('\n').Split('\n');
        Assert.Equal(await api.WithDatabaseAsync(db => db.AuditEntries.CountAsync(e => e.Sequence != null, Token)), site.Length);
        Assert.Equal(site.Length + 2, Count(await api.SendAsync("GET", "/admin/audit-trail")));
    }

    [Fact]
    public async Task Only_who_may_read_the_trail_sees_it()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var reader = await api.AddUserAsync("reader", role: BuiltInRole.Read, organization: "demo");
        var owner = await api.AddUserAsync("owner", role: BuiltInRole.Admin, organization: "demo");
        var auditor = await api.AddUserAsync("auditor", role: BuiltInRole.Auditor, organization: "demo");
        var stranger = await api.AddUserAsync("stranger");

        foreach (var path in (string[])["/organizations/demo/audit-trail", "/organizations/demo/audit-trail/download"])
        {
            (await api.SendAsync("GET", path, caller: owner)).Is(200);
            (await api.SendAsync("GET", path, caller: auditor)).Is(200);
            (await api.SendAsync("GET", path, caller: reader)).Is(403);
            (await api.SendAsync("GET", path, caller: stranger)).Is(404);
        }

        (await api.SendAsync("GET", "/admin/audit-trail", caller: owner)).Is(404);
        (await api.SendAsync("GET", "/admin/audit-trail/download", caller: owner)).Is(404);
        (await api.SendAsync("GET", "/organization/audit-trail", caller: owner)).Is(403);
    }

    [Fact]
    public async Task A_change_that_is_not_saved_leaves_no_entry_and_a_saved_one_exactly_one()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var before = await CountAsync(api);

        (await api.SendAsync("PATCH", $"/workspaces/{workspace}", """{"data":{"attributes":{"name":"not a name"}}}""")).Is(422);
        (await api.SendAsync("PATCH", $"/workspaces/{workspace}", """{"data":{"attributes":{"description":""}}}""")).Is(200);
        Assert.Equal(before, await CountAsync(api));

        await api.WithDatabaseAsync(async db =>
        {
            var (mine, theirs) = (await db.Workspaces.SingleAsync(Token), 0);
            await db.Workspaces.ExecuteUpdateAsync(row => row.SetProperty(w => w.Revision, w => w.Revision + 1), Token);
            mine.Description = "late";
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(Token));
            await db.Entry(mine).ReloadAsync(Token);
            mine.Description = "again";
            await db.SaveChangesAsync(Token);
            return theirs;
        });
        Assert.Equal(before + 1, await CountAsync(api));
    }

    internal static Task SealAsync(ApiServer api) => api.WithServicesAsync(async services =>
    {
        await services.GetRequiredService<SealEntries>().RunAsync(Token);
        return true;
    });

    private static Task<int> CountAsync(ApiServer api) => api.WithDatabaseAsync(db => db.AuditEntries.CountAsync(Token));

    private static int Count(ApiAnswer answer) => answer.Is(200).Json.GetProperty("pagination").GetProperty("total_count").GetInt32();
}
