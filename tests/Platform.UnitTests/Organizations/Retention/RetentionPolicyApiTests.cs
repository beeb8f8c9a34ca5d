using System.Text.Json;
using Platform.Access;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Organizations.Retention;

public sealed class RetentionPolicyApiTests
{
    private const string DeleteOlder = "data-retention-policy-delete-olders";
    private const string DontDelete = "data-retention-policy-dont-deletes";
    private const string Days = "delete-older-than-n-days";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestDatabase.Sqlite, true), InlineData(TestDatabase.Sqlite, false)]
    [InlineData(TestDatabase.PostgreSql, true), InlineData(TestDatabase.PostgreSql, false)]
    public async Task A_policy_is_set_read_changed_and_removed(TestDatabase database, bool ofOrganization)
    {
        await using var api = await ApiServer.StartAsync(database, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        var workspace = await api.CreateWorkspaceAsync();
        var target = ofOrganization ? "/organizations/demo" : $"/workspaces/{workspace}";
        var path = $"{target}/relationships/data-retention-policy";
        (await api.SendAsync("GET", path)).Is(404);
        (await api.SendAsync("PATCH", path, Policy(DeleteOlder, 5))).Is(404);
        Assert.Equal(JsonValueKind.Null, (await api.SendAsync("GET", target)).Related("data-retention-policy").ValueKind);

        var made = (await api.SendAsync("POST", path, Policy(DeleteOlder, 30))).Is(201);
        Assert.Equal((DeleteOlder, 30), (Type(made), made.Attribute(Days).GetInt32()));
        Assert.StartsWith("drp-", made.Id, StringComparison.Ordinal);
        var named = made.Related("target");
        Assert.Equal(ofOrganization ? ("organizations", "demo") : ("workspaces", workspace.Value), (named.GetProperty("type").GetString(), named.GetProperty("id").GetString()));
        Assert.Equal(made.Text, (await api.SendAsync("GET", path)).Is(200).Text);
        var relation = (await api.SendAsync("GET", target)).Related("data-retention-policy");
        Assert.Equal((DeleteOlder, made.Id), (relation.GetProperty("type").GetString(), relation.GetProperty("id").GetString()));

        var changed = (await api.SendAsync("PATCH", path, Policy(DeleteOlder, 60))).Is(200);
        Assert.Equal((made.Id, 60), (changed.Id, changed.Attribute(Days).GetInt32()));
        var untouched = (await api.SendAsync("PATCH", path, $$$$$$"""{"data":{"id":"drp-AAAAAAAAAAAAAAAA","attributes":{}}}""")).Is(200);
        Assert.Equal(changed.Text, untouched.Text);

        var kept = (await api.SendAsync("PATCH", path, Policy(DontDelete, null))).Is(200);
        Assert.Equal((DontDelete, "{}"), (Type(kept), kept.Data.GetProperty("attributes").GetRawText()));
        Assert.Equal(DontDelete, (await api.SendAsync("GET", target)).Related("data-retention-policy").GetProperty("type").GetString());

        var replaced = (await api.SendAsync("POST", path, $$$$$$"""{"data":{"type":"{{{{{{DeleteOlder}}}}}}","attributes":{"deleteOlderThanNDays":33}}}""")).Is(201);
        Assert.Equal(33, replaced.Attribute(Days).GetInt32());
        Assert.NotEqual(made.Id, replaced.Id);

        (await api.SendAsync("DELETE", path)).Is(204);
        (await api.SendAsync("GET", path)).Is(404);
        (await api.SendAsync("DELETE", path)).Is(204);
        Assert.Equal(JsonValueKind.Null, (await api.SendAsync("GET", target)).Related("data-retention-policy").ValueKind);
    }

    [Fact]
    public async Task What_no_policy_can_be_is_refused_with_a_pointer_and_changes_nothing()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        const string path = "/organizations/demo/relationships/data-retention-policy";
        var made = (await api.SendAsync("POST", path, Policy(DeleteOlder, 30))).Is(201);

        foreach (var method in (string[])["POST", "PATCH"])
        {
            foreach (var days in (string[])["0", "-1", "36501", "1.5", "\"x\"", "99999999999"])
            {
                Assert.Equal($"/data/attributes/{Days}", (await api.SendAsync(method, path, $$$$$$"""{"data":{"type":"{{{{{{DeleteOlder}}}}}}","attributes":{"{{{{{{Days}}}}}}":{{{{{{days}}}}}}}}}""")).Is(422).Pointer);
            }

            Assert.Equal("/data/type", (await api.SendAsync(method, path, Policy("workspaces", 3))).Is(422).Pointer);
        }

        Assert.Equal("/data/type", (await api.SendAsync("POST", path, """{"data":{"attributes":{}}}""")).Is(422).Pointer);
        Assert.Equal($"/data/attributes/{Days}", (await api.SendAsync("POST", path, Policy(DeleteOlder, null))).Is(422).Pointer);
        Assert.Equal(made.Text, (await api.SendAsync("GET", path)).Text);
    }

    [Fact]
    public async Task Who_administers_the_target_sets_its_policy_and_who_sees_it_reads_it()
    {
        await using var api = await ApiServer.StartAsync(TestDatabase.Sqlite, cancellationToken: Token);
        await api.CreateOrganizationAsync();
        await api.CreateOrganizationAsync("other");
        var workspace = await api.CreateWorkspaceAsync();
        var ofWorkspace = $"/workspaces/{workspace}/relationships/data-retention-policy";
        const string ofOrganization = "/organizations/demo/relationships/data-retention-policy";
        (await api.SendAsync("POST", ofOrganization, Policy(DeleteOlder, 30))).Is(201);
        (await api.SendAsync("POST", ofWorkspace, Policy(DeleteOlder, 30))).Is(201);
        var admin = await api.AddUserAsync("admin", role: BuiltInRole.Admin, organization: "demo", workspace: workspace);
        var writer = await api.AddUserAsync("writer", role: BuiltInRole.Write, organization: "demo");
        var stranger = await api.AddUserAsync("stranger", role: BuiltInRole.Admin, organization: "other");

        (await api.SendAsync("PATCH", ofWorkspace, Policy(DeleteOlder, 40), admin)).Is(200);
        foreach (var method in (string[])["POST", "PATCH", "DELETE"])
        {
            (await api.SendAsync(method, ofOrganization, Policy(DeleteOlder, 1), admin)).Is(403);
            (await api.SendAsync(method, ofWorkspace, Policy(DeleteOlder, 1), writer)).Is(403);
            (await api.SendAsync(method, ofOrganization, Policy(DeleteOlder, 1), writer)).Is(403);
            (await api.SendAsync(method, ofWorkspace, Policy(DeleteOlder, 1), stranger)).Is(404);
            (await api.SendAsync(method, ofOrganization, Policy(DeleteOlder, 1), stranger)).Is(404);
        }

        (await api.SendAsync("GET", ofWorkspace, caller: stranger)).Is(404);
        (await api.SendAsync("GET", ofOrganization, caller: stranger)).Is(404);
        Assert.Equal(40, (await api.SendAsync("GET", ofWorkspace, caller: writer)).Is(200).Attribute(Days).GetInt32());
        Assert.Equal(30, (await api.SendAsync("GET", ofOrganization, caller: writer)).Is(200).Attribute(Days).GetInt32());
    }

    private static string Policy(string type, int? days) =>
        $$$$$$"""{"data":{"type":"{{{{{{type}}}}}}","attributes":{ {{{{{{(days is { } number ? $"\"{Days}\":{number}" : "")}}}}}} }}}""";

    private static string? Type(ApiAnswer answer) => answer.Data.GetProperty("type").GetString();
}
