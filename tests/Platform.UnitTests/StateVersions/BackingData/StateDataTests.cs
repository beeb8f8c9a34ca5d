using System.Text.Json;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.StateVersions.BackingData;

public sealed class StateDataTests
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_deleted_state_cannot_be_read_and_comes_back_as_it_was(TestDatabase database)
    {
        await using var site = await RetentionSite.StartAsync(database);
        var first = await site.PushAsync(1);
        await site.PushAsync(2);
        var before = (await site.Api.SendAsync("GET", $"/state-versions/{first}")).Is(200);
        var output = before.Related("outputs")[0].GetProperty("id").GetString();
        string[] reads = [$"/state-versions/{first}/download", $"/state-versions/{first}/json-download", $"/state-versions/{first}/outputs", $"/state-version-outputs/{output}"];

        var deleted = (await site.ActAsync(first, "soft_delete")).Is(200);

        Assert.Equal("backing_data_soft_deleted", deleted.Attribute("status").GetString());
        foreach (var read in reads)
        {
            (await site.Api.SendAsync("GET", read)).Is(404);
        }

        Assert.Equal("backing_data_soft_deleted", await site.StatusAsync(first));
        Assert.DoesNotContain(first, await ListAsync(site, "finalized"));
        Assert.Equal([first], await ListAsync(site, "backing_data_soft_deleted"));
        (await site.ActAsync(first, "soft_delete")).Is(409);
        (await site.Api.SendAsync("POST", $"/workspaces/{site.Workspace}/actions/lock")).Is(200);
        Assert.Contains("bring it back first", (await RollBackAsync(site, first)).Is(422).Detail, StringComparison.Ordinal);

        (await site.ActAsync(first, "restore")).Is(200);

        Assert.Equal(before.Text, (await site.Api.SendAsync("GET", $"/state-versions/{first}")).Text);
        Assert.Equal(RetentionSite.State(1), (await site.Api.SendAsync("GET", reads[0])).Is(200).Body);
        foreach (var read in reads[1..])
        {
            (await site.Api.SendAsync("GET", read)).Is(200);
        }

        (await site.ActAsync(first, "restore")).Is(409);
        (await RollBackAsync(site, first)).Is(201);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task What_is_deleted_for_good_says_so_before_its_bytes_go_and_its_workspace_can_be_deleted_at_any_time(TestDatabase database)
    {
        await using var site = await RetentionSite.StartAsync(database);
        var first = await site.PushAsync(1);
        var second = await site.PushAsync(2);
        await site.PushAsync(3);
        (await site.ActAsync(first, "permanently_delete")).Is(409);
        (await site.ActAsync(first, "soft_delete")).Is(200);

        Assert.Equal("backing_data_permanently_deleted", (await site.ActAsync(first, "permanently_delete")).Is(200).Attribute("status").GetString());

        Assert.True(await site.HasAsync(BlobName.State(StateVersionId.Wrap(first))));
        await site.RunAsync<DeleteUnwantedBlobs>();
        Assert.False(await site.HasAsync(BlobName.State(StateVersionId.Wrap(first))));
        Assert.False(await site.HasAsync(BlobName.JsonState(StateVersionId.Wrap(first))));
        (await site.Api.SendAsync("GET", $"/state-versions/{first}/download")).Is(404);
        (await site.ActAsync(first, "restore")).Is(409);
        (await site.ActAsync(first, "soft_delete")).Is(409);
        (await site.Api.SendAsync("POST", $"/workspaces/{site.Workspace}/actions/lock")).Is(200);
        Assert.Contains("for good", (await RollBackAsync(site, first)).Is(422).Detail, StringComparison.Ordinal);
        Assert.Equal([first], await ListAsync(site, "backing_data_permanently_deleted"));
        Assert.Equal(RetentionSite.State(2), (await site.Api.SendAsync("GET", $"/state-versions/{second}/download")).Is(200).Body);

        // Its bytes are noted to be deleted, and the workspace's deletion notes those of all its states.
        (await site.ActAsync(second, "soft_delete")).Is(200);
        (await site.ActAsync(second, "permanently_delete")).Is(200);
        (await site.Api.SendAsync("DELETE", $"/workspaces/{site.Workspace}")).Is(204);
        await site.RunAsync<DeleteUnwantedBlobs>();
        Assert.False(await site.HasAsync(BlobName.State(StateVersionId.Wrap(second))));
    }

    [Fact]
    public async Task The_current_state_and_what_a_run_may_need_are_never_deleted()
    {
        await using var site = await RetentionSite.StartAsync();
        var first = await site.PushAsync(1);
        var current = await site.PushAsync(2);
        Assert.Contains("current state", (await site.ActAsync(current, "soft_delete")).Is(409).Detail, StringComparison.Ordinal);

        var run = await site.AddRunAsync(await site.UploadAsync(), RunStatus.Planned);
        await site.HoldAsync(run);
        Assert.Contains(run.Value, (await site.ActAsync(first, "soft_delete")).Is(409).Detail, StringComparison.Ordinal);
        await site.HoldAsync(null);

        // It began when the second state was the current one, which the third replaces.
        await site.PushAsync(3);
        Assert.Contains("A run that is not over", (await site.ActAsync(current, "soft_delete")).Is(409).Detail, StringComparison.Ordinal);
        await site.EndAsync(run);
        (await site.ActAsync(current, "soft_delete")).Is(200);
        await site.HoldAsync(run);
        (await site.ActAsync(current, "permanently_delete")).Is(409);
        Assert.Equal("backing_data_soft_deleted", await site.StatusAsync(current));
    }

    [Fact]
    public async Task Who_manages_the_organization_deletes_and_restores_and_nobody_else()
    {
        await using var site = await RetentionSite.StartAsync();
        await site.Api.CreateOrganizationAsync("other");
        var first = await site.PushAsync(1);
        await site.PushAsync(2);
        var owner = await site.Api.AddUserAsync("owner", role: BuiltInRole.Admin, organization: "demo");
        var admin = await site.Api.AddUserAsync("admin", role: BuiltInRole.Admin, organization: "demo", workspace: site.Workspace);
        var stranger = await site.Api.AddUserAsync("stranger", role: BuiltInRole.Admin, organization: "other");

        foreach (var action in (string[])["soft_delete", "restore", "permanently_delete"])
        {
            (await site.ActAsync(first, action, admin)).Is(403);
            (await site.ActAsync(first, action, stranger)).Is(404);
            (await site.ActAsync("sv-AAAAAAAAAAAAAAAA", action)).Is(404);
        }

        (await site.ActAsync(first, "soft_delete", owner)).Is(200);
        (await site.ActAsync(first, "restore", owner)).Is(200);
        (await site.ActAsync(first, "soft_delete", owner)).Is(200);
        (await site.ActAsync(first, "permanently_delete", owner)).Is(200);
        Assert.Equal(4, site.Log.Count(line => line.Contains(first, StringComparison.Ordinal) && line.Contains("The data of", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_addresses_to_which_a_deleted_state_was_uploaded_take_nothing_more()
    {
        await using var site = await StateSite.StartAsync();
        var announced = await site.AnnounceAsync(StateSite.State(1), 1);
        Assert.Equal(200, await site.UploadAsync(announced.Attribute("hosted-state-upload-url")!, StateSite.State(1)));
        await site.PushAsync(2);
        Assert.Equal(200, (await site.SendAsync(HttpMethod.Post, $"/api/v2/state-versions/{announced.Id}/actions/soft_delete_backing_data")).Status);

        Assert.Equal(410, await site.UploadAsync(announced.Attribute("hosted-state-upload-url")!, StateSite.State(1)));
        Assert.Equal(410, await site.UploadAsync(announced.Attribute("hosted-json-state-upload-url")!, "{}"u8.ToArray()));
        Assert.Equal("2", (await site.CurrentAsync()).Attribute("serial"));
    }

    private static async Task<IEnumerable<string>> ListAsync(RetentionSite site, string status) =>
        (await site.Api.SendAsync("GET", $"/state-versions?filter[organization][name]=demo&filter[workspace][name]=ws1&filter[status]={status}&include=outputs")).Is(200)
            .Data.EnumerateArray().Select(version => version.GetProperty("id").GetString()!);

    private static Task<ApiAnswer> RollBackAsync(RetentionSite site, string id) => site.Api.SendAsync(
        "PATCH",
        $"/workspaces/{site.Workspace}/state-versions",
        JsonSerializer.Serialize(new { data = new { type = "state-versions", relationships = new Dictionary<string, object> { ["rollback-state-version"] = new { data = new { type = "state-versions", id } } } } }));
}
