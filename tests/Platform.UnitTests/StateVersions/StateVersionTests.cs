using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;

namespace Platform.UnitTests.StateVersions;

public sealed class StateVersionTests : IAsyncLifetime
{
    private StateSite _site = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _site = await StateSite.StartAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_workspace_without_a_state_has_no_current_one_and_no_outputs()
    {
        var current = await _site.CurrentAsync();
        var outputs = await _site.GetAsync($"/api/v2/workspaces/{_site.Workspace}/current-state-version-outputs");

        Assert.Equal((404, "30"), (current.Status, current.SnapshotInterval));
        Assert.Equal((200, 0), (outputs.Status, outputs.Data.GetArrayLength()));
    }

    [Fact]
    public async Task A_state_that_is_announced_and_not_uploaded_is_never_the_current_one()
    {
        var announced = await _site.AnnounceAsync(StateSite.State(1), 1);

        Assert.Equal((201, "pending", "30"), (announced.Status, announced.Attribute("status"), announced.SnapshotInterval));
        Assert.Equal(404, (await _site.CurrentAsync()).Status);
    }

    [Fact]
    public async Task An_uploaded_state_is_the_current_one_with_all_that_can_be_read_from_it()
    {
        var id = await _site.PushAsync(7);
        var current = await _site.CurrentAsync();

        Assert.Equal((200, id), (current.Status, current.Id));
        Assert.Equal(("finalized", "7", "1.11.4", "4"), (current.Attribute("status"), current.Attribute("serial"), current.Attribute("terraform-version"), current.Attribute("state-version")));
        Assert.Equal("""{"root":{"terraform-data":1}}""", current.Attribute("modules"));
        Assert.EndsWith("Z", current.Attribute("created-at"));
        Assert.Equal(1, await ResourceCountAsync());
    }

    [Fact]
    public async Task The_download_is_the_very_bytes_with_their_length()
    {
        await _site.PushAsync(7);
        var current = await _site.CurrentAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(current.Attribute("hosted-state-download-url")!));
        request.Headers.Add("X-Caller", "alice");
        using var response = await _site.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

        Assert.Equal(StateSite.State(7).Length, response.Content.Headers.ContentLength);
        Assert.Equal(StateSite.State(7), await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Nothing_of_a_state_can_be_read_in_the_data_folder()
    {
        await _site.PushAsync(7);

        foreach (var file in Directory.EnumerateFiles(_site.Folder, "*", SearchOption.AllDirectories))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, Token);
            Assert.Equal(-1, copy.ToArray().AsSpan().IndexOf("hunter2"u8));
        }
    }

    [Fact]
    public async Task Bytes_other_than_the_announced_are_refused_and_the_right_ones_are_still_taken()
    {
        var announced = await _site.AnnounceAsync(StateSite.State(1), 1);
        var url = announced.Attribute("hosted-state-upload-url")!;

        Assert.Equal(422, await _site.UploadAsync(url, StateSite.State(1, text: "other")));
        Assert.Equal(404, (await _site.CurrentAsync()).Status);
        Assert.Equal(200, await _site.UploadAsync(url, StateSite.State(1)));
        Assert.Equal(422, await _site.UploadAsync(url, StateSite.State(1, text: "other")));

        Assert.Equal(StateSite.State(1), (await _site.GetAsync($"/api/v2/state-versions/{announced.Id}/download")).Body);
    }

    [Fact]
    public async Task An_upload_that_comes_twice_is_taken_once()
    {
        var announced = await _site.AnnounceAsync(StateSite.State(1), 1);
        var url = announced.Attribute("hosted-state-upload-url")!;

        var statuses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _site.UploadAsync(url, StateSite.State(1))));

        Assert.All(statuses, status => Assert.Equal(200, status));
        Assert.Equal(2, (await OutputsAsync()).GetArrayLength());
    }

    [Theory]
    [InlineData("not a state at all", 1)]
    [InlineData("{\"version\":4,\"serial\":2,\"lineage\":\"lineage-a\"}", 1)]
    [InlineData("{\"version\":4,\"serial\":1,\"lineage\":\"lineage-b\"}", 1)]
    [InlineData("{\"version\":4,\"serial\":1,\"lineage\":\"lineage-a\"", 1)]
    public async Task Bytes_that_are_not_the_announced_state_are_refused_even_with_the_right_digest(string text, long serial)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var announced = await _site.AnnounceAsync(bytes, serial);

        Assert.Equal(422, await _site.UploadAsync(announced.Attribute("hosted-state-upload-url")!, bytes));
        Assert.Equal(404, (await _site.CurrentAsync()).Status);
    }

    [Theory]
    [InlineData("/signed/state/sv-aaaaaaaaaaaaaaaa/99999999999/AAAA")]
    [InlineData("/signed/state/x/y/z")]
    public async Task An_upload_address_made_up_by_somebody_does_not_exist(string path) =>
        Assert.Equal(404, await _site.UploadAsync(new Uri(_site.Http.BaseAddress!, path).AbsoluteUri, StateSite.State(1)));

    [Fact]
    public async Task An_address_for_the_json_form_takes_no_state()
    {
        var announced = await _site.AnnounceAsync(StateSite.State(1), 1);
        var url = announced.Attribute("hosted-json-state-upload-url")!.Replace("/json-state/", "/state/");

        Assert.Equal(404, await _site.UploadAsync(url, StateSite.State(1)));
    }

    [Fact]
    public async Task The_first_state_may_have_any_serial_and_be_forced()
    {
        await _site.PushAsync(41, force: true);

        Assert.Equal("41", (await _site.CurrentAsync()).Attribute("serial"));
    }

    [Fact]
    public async Task A_state_that_is_the_current_one_already_is_not_stored_again()
    {
        var id = await _site.PushAsync(5);

        Assert.Equal(id, await _site.PushAsync(5));
        Assert.Equal(1, (await ListAsync()).GetArrayLength());
    }

    [Theory]
    [InlineData(5, "lineage-a", "other", "same serial 5")]
    [InlineData(4, "lineage-a", "", "which is newer")]
    [InlineData(6, "lineage-b", "", "lineage")]
    public async Task A_state_that_does_not_follow_the_current_one_is_refused_with_a_reason(long serial, string lineage, string text, string reason)
    {
        var id = await _site.PushAsync(5);

        var refused = await _site.AnnounceAsync(StateSite.State(serial, lineage, text), serial, lineage);

        Assert.Equal(409, refused.Status);
        Assert.Contains(reason, refused.Detail);
        Assert.Equal(id, (await _site.CurrentAsync()).Id);
    }

    [Theory]
    [InlineData(5, "lineage-a", "other")]
    [InlineData(4, "lineage-a", "")]
    [InlineData(6, "lineage-b", "")]
    public async Task By_force_any_state_becomes_the_current_one(long serial, string lineage, string text)
    {
        await _site.PushAsync(5);

        var id = await _site.PushAsync(serial, lineage, text, force: true);

        Assert.Equal(id, (await _site.CurrentAsync()).Id);
    }

    [Fact]
    public async Task The_cloud_block_which_loses_the_force_flag_may_go_back_under_its_own_lock()
    {
        await _site.PushAsync(5);
        Assert.Equal(409, (await _site.AnnounceAsync(StateSite.State(3), 3, isCloud: true)).Status);

        await _site.ChangeWorkspaceAsync(workspace => workspace.LockedByUserId = _site.CallerNamed("alice").UserId);

        Assert.Equal(201, (await _site.AnnounceAsync(StateSite.State(3), 3, isCloud: true)).Status);
        Assert.Equal(409, (await _site.AnnounceAsync(StateSite.State(3, "lineage-b"), 3, "lineage-b", isCloud: true)).Status);
        Assert.Equal(409, (await _site.AnnounceAsync(StateSite.State(3), 3)).Status);
    }

    [Fact]
    public async Task Somebody_elses_lock_keeps_a_state_out_when_it_is_announced_and_when_it_is_uploaded()
    {
        var announced = await _site.AnnounceAsync(StateSite.State(1), 1);
        await _site.ChangeWorkspaceAsync(workspace => workspace.LockedByUserId = _site.CallerNamed("bob").UserId);

        Assert.Equal(409, await _site.UploadAsync(announced.Attribute("hosted-state-upload-url")!, StateSite.State(1)));
        Assert.Equal(409, (await _site.AnnounceAsync(StateSite.State(1), 1)).Status);
        Assert.Equal(404, (await _site.CurrentAsync()).Status);
        Assert.Equal(201, (await _site.AnnounceAsync(StateSite.State(1), 1, caller: "bob")).Status);
    }

    [Fact]
    public async Task A_later_announcement_replaces_one_whose_bytes_never_came()
    {
        var first = await _site.AnnounceAsync(StateSite.State(1), 1);
        await _site.PushAsync(2);

        Assert.Equal("discarded", (await _site.GetAsync($"/api/v2/state-versions/{first.Id}")).Attribute("status"));
        Assert.Equal(410, await _site.UploadAsync(first.Attribute("hosted-state-upload-url")!, StateSite.State(1)));
        Assert.Equal("2", (await _site.CurrentAsync()).Attribute("serial"));
    }

    [Fact]
    public async Task A_workspace_stays_locked_while_its_newest_state_is_pending_unless_it_is_unlocked_by_force()
    {
        await _site.ChangeWorkspaceAsync(workspace => workspace.LockedByUserId = _site.CallerNamed("alice").UserId);
        await _site.AnnounceAsync(StateSite.State(1), 1);

        var refused = await _site.SendAsync(HttpMethod.Post, $"/api/v2/workspaces/{_site.Workspace}/actions/unlock");
        var forced = await _site.SendAsync(HttpMethod.Post, $"/api/v2/workspaces/{_site.Workspace}/actions/force-unlock");

        Assert.Equal(409, refused.Status);
        Assert.Contains("latest state version is still pending", refused.Detail);
        Assert.Equal(200, forced.Status);
    }

    [Fact]
    public async Task A_state_may_come_within_the_request()
    {
        var state = StateSite.State(3);
        var made = await _site.AnnounceAsync(state, 3, more: new { State = Convert.ToBase64String(state), JsonState = Convert.ToBase64String("{}"u8) });

        Assert.Equal((201, "finalized"), (made.Status, made.Attribute("status")));
        Assert.Equal(state, (await _site.GetAsync($"/api/v2/state-versions/{made.Id}/download")).Body);
        Assert.Equal("{}"u8.ToArray(), (await _site.GetAsync($"/api/v2/state-versions/{made.Id}/json-download")).Body);
    }

    [Fact]
    public async Task A_state_within_the_request_needs_nothing_said_about_it()
    {
        var body = JsonContent.Create(new { data = new { attributes = new { state = Convert.ToBase64String(StateSite.State(3)) } } });
        var made = await _site.SendAsync(HttpMethod.Post, $"/api/v2/workspaces/{_site.Workspace}/state-versions", content: body);

        Assert.Equal((201, "3", "lineage-a"), (made.Status, made.Attribute("serial"), made.Attribute("lineage")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":{"attributes":{"serial":1}}}""")]
    [InlineData("""{"data":{"attributes":{"serial":-1,"md5":"00000000000000000000000000000000"}}}""")]
    [InlineData("""{"data":{"attributes":{"serial":1,"md5":"not a digest"}}}""")]
    [InlineData("""{"data":{"attributes":{"serial":1,"md5":"00000000000000000000000000000000","state":"bm90IGEgc3RhdGU="}}}""")]
    [InlineData("""{"data":{"attributes":{"serial":1,"md5":"00000000000000000000000000000000","json-state-outputs":"W10="}}}""")]
    [InlineData("""{"data":{"attributes":{"serial":1,"md5":"00000000000000000000000000000000"},"relationships":{"run":{"data":{"type":"runs","id":"run-aaaaaaaaaaaaaaaa"}}}}}""")]
    public async Task A_request_that_cannot_be_right_is_refused(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/vnd.api+json");

        Assert.Equal(422, (await _site.SendAsync(HttpMethod.Post, $"/api/v2/workspaces/{_site.Workspace}/state-versions", content: content)).Status);
    }

    [Fact]
    public async Task The_json_form_may_come_before_or_after_the_state()
    {
        var announced = await _site.AnnounceAsync(StateSite.State(1), 1);

        await Task.WhenAll(
            _site.UploadAsync(announced.Attribute("hosted-json-state-upload-url")!, "{\"values\":1}"u8.ToArray()),
            _site.UploadAsync(announced.Attribute("hosted-state-upload-url")!, StateSite.State(1)));

        var current = await _site.CurrentAsync();
        Assert.EndsWith("/json-download", current.Attribute("hosted-json-state-download-url"));
        Assert.Equal("{\"values\":1}"u8.ToArray(), (await _site.GetAsync($"/api/v2/state-versions/{current.Id}/json-download")).Body);
    }

    [Fact]
    public async Task A_sensitive_output_is_hidden_in_lists_and_shown_to_who_asks_for_it()
    {
        var id = await _site.PushAsync(7);

        foreach (var path in new[] { $"/api/v2/workspaces/{_site.Workspace}/current-state-version-outputs", $"/api/v2/state-versions/{id}/outputs" })
        {
            var outputs = (await _site.GetAsync(path)).Data;
            Assert.Equal(["greeting", "password"], outputs.EnumerateArray().Select(output => output.GetProperty("attributes").GetProperty("name").GetString()));
            Assert.Equal("hello ", outputs[0].GetProperty("attributes").GetProperty("value").GetString());
            Assert.Equal("string", outputs[0].GetProperty("attributes").GetProperty("detailed-type").GetString());
            Assert.Equal(JsonValueKind.Null, outputs[1].GetProperty("attributes").GetProperty("value").ValueKind);
            Assert.Equal("hunter2-7", (await _site.GetAsync($"/api/v2/state-version-outputs/{outputs[1].GetProperty("id").GetString()}")).Attribute("value"));
        }
    }

    [Fact]
    public async Task An_output_that_is_too_large_is_listed_without_its_value_and_the_state_is_kept_whole()
    {
        var state = Encoding.UTF8.GetBytes($$$"""{"version":4,"serial":3,"lineage":"lineage-a","outputs":{"large":{"value":"{{{new string('x', 2_000_000)}}}","type":"string"}},"resources":[]}""");
        var announced = await _site.AnnounceAsync(state, 3);
        Assert.Equal(200, await _site.UploadAsync(announced.Attribute("hosted-state-upload-url")!, state));

        var output = (await OutputsAsync())[0].GetProperty("attributes");

        Assert.Equal(("large", "string", JsonValueKind.Null, true), (output.GetProperty("name").GetString(), output.GetProperty("type").GetString(), output.GetProperty("value").ValueKind, output.GetProperty("too-large").GetBoolean()));
        Assert.Equal(state, (await _site.GetAsync($"/api/v2/state-versions/{announced.Id}/download")).Body);
    }

    [Fact]
    public async Task Outputs_are_included_when_asked_for_and_what_does_not_exist_is_refused()
    {
        await _site.PushAsync(7);

        var included = (await _site.GetAsync($"/api/v2/workspaces/{_site.Workspace}/current-state-version?include=outputs,created_by")).Json.GetProperty("included");

        Assert.Equal(2, included.GetArrayLength());
        Assert.Equal(400, (await _site.GetAsync($"/api/v2/workspaces/{_site.Workspace}/current-state-version?include=nonsense")).Status);
    }

    [Fact]
    public async Task The_history_is_listed_newest_first_and_only_for_a_named_workspace()
    {
        await _site.PushAsync(1);
        await _site.PushAsync(2);
        await _site.AnnounceAsync(StateSite.State(3), 3);

        Assert.Equal([2, 1], (await ListAsync()).EnumerateArray().Select(version => version.GetProperty("attributes").GetProperty("serial").GetInt64()));
        Assert.Equal(1, (await ListAsync("&filter[status]=pending")).GetArrayLength());
        Assert.Equal(400, (await _site.GetAsync("/api/v2/state-versions?filter[organization][name]=demo")).Status);
        Assert.Equal(404, (await _site.GetAsync("/api/v2/state-versions?filter[organization][name]=demo&filter[workspace][name]=other")).Status);
    }

    [Fact]
    public async Task A_state_that_the_engine_encrypted_is_kept_with_what_is_known()
    {
        var state = Encoding.UTF8.GetBytes($$"""{"serial":2,"lineage":"lineage-a","meta":{},"encrypted_data":"{{new string('A', 300_000)}}","encryption_version":"v0"}""");
        var outputs = Convert.ToBase64String("""{"ip":{"sensitive":false,"value":["a"],"type":["list","string"]}}"""u8);
        var announced = await _site.AnnounceAsync(state, 2, more: new { JsonStateOutputs = outputs });
        Assert.Equal(200, await _site.UploadAsync(announced.Attribute("hosted-state-upload-url")!, state));

        var shown = (await OutputsAsync())[0].GetProperty("attributes");

        Assert.Equal(("ip", "array", "[\"a\"]"), (shown.GetProperty("name").GetString(), shown.GetProperty("type").GetString(), shown.GetProperty("value").GetRawText()));
        Assert.Equal(state, (await _site.GetAsync($"/api/v2/state-versions/{announced.Id}/download")).Body);
    }

    [Fact]
    public async Task Who_may_not_see_the_workspace_finds_no_state_of_it()
    {
        var id = await _site.PushAsync(1);
        var output = (await OutputsAsync())[0].GetProperty("id").GetString();

        string[] paths =
        [
            $"/api/v2/workspaces/{_site.Workspace}/current-state-version",
            $"/api/v2/workspaces/{_site.Workspace}/current-state-version-outputs",
            $"/api/v2/state-versions/{id}",
            $"/api/v2/state-versions/{id}/outputs",
            $"/api/v2/state-versions/{id}/download",
            $"/api/v2/state-version-outputs/{output}",
            "/api/v2/state-versions?filter[organization][name]=demo&filter[workspace][name]=main",
        ];
        foreach (var path in paths)
        {
            Assert.Equal(404, (await _site.GetAsync(path, "nobody")).Status);
        }

        Assert.Equal(404, (await _site.AnnounceAsync(StateSite.State(2), 2, caller: "nobody")).Status);
    }

    [Theory]
    [InlineData("/api/v2/state-versions/sv-")]
    [InlineData("/api/v2/state-versions/ws-aaaaaaaaaaaaaaaa")]
    [InlineData("/api/v2/state-versions/sv-aaaaaaaaaaaaaaaa")]
    [InlineData("/api/v2/state-version-outputs/wsout-aaaaaaaaaaaaaaaa")]
    public async Task An_unknown_or_malformed_id_does_not_exist(string path) => Assert.Equal(404, (await _site.GetAsync(path)).Status);

    [Fact]
    public async Task A_run_reads_its_own_state_and_those_that_are_shared_and_writes_none()
    {
        var other = await _site.CreateWorkspaceAsync("other");
        _site.AddCaller("own", new Caller { Kind = CallerKind.Run, RunId = RunId.New(), OrganizationId = _site.Organization, WorkspaceId = _site.Workspace });
        _site.AddCaller("foreign", new Caller { Kind = CallerKind.Run, RunId = RunId.New(), OrganizationId = _site.Organization, WorkspaceId = other });
        var id = await _site.PushAsync(1);

        Assert.Equal(200, (await _site.GetAsync($"/api/v2/state-versions/{id}/download", "own")).Status);
        Assert.Equal(404, (await _site.GetAsync($"/api/v2/state-versions/{id}/download", "foreign")).Status);
        await _site.ChangeWorkspaceAsync(workspace => workspace.GlobalRemoteState = true);
        Assert.Equal(200, (await _site.GetAsync($"/api/v2/state-versions/{id}/download", "foreign")).Status);
        Assert.Equal(200, (await _site.CurrentAsync("foreign")).Status);
        Assert.Equal(403, (await _site.AnnounceAsync(StateSite.State(2), 2, caller: "own")).Status);
    }

    [Fact]
    public async Task An_earlier_state_becomes_the_current_one_again_under_the_callers_lock()
    {
        var first = await _site.PushAsync(9, text: "old");
        await _site.PushAsync(99, text: "new");
        Assert.Equal(409, (await RollBackAsync(first)).Status);
        await _site.ChangeWorkspaceAsync(workspace => workspace.LockedByUserId = _site.CallerNamed("alice").UserId);

        var rolledBack = await RollBackAsync(first);

        Assert.Equal((201, "100"), (rolledBack.Status, rolledBack.Attribute("serial")));
        Assert.Equal(rolledBack.Id, (await _site.CurrentAsync()).Id);
        var expected = Encoding.UTF8.GetString(StateSite.State(9, text: "old")).Replace("\"serial\":9,", "\"serial\":100,");
        Assert.Equal(expected, Encoding.UTF8.GetString((await _site.GetAsync($"/api/v2/state-versions/{rolledBack.Id}/download")).Body));
    }

    [Fact]
    public async Task Going_back_to_what_is_no_state_of_the_workspace_is_refused()
    {
        await _site.PushAsync(1);
        await _site.ChangeWorkspaceAsync(workspace => workspace.LockedByUserId = _site.CallerNamed("alice").UserId);
        var pending = await _site.AnnounceAsync(StateSite.State(2), 2);

        Assert.Equal(404, (await RollBackAsync("sv-aaaaaaaaaaaaaaaa")).Status);
        Assert.Equal(422, (await RollBackAsync(pending.Id)).Status);
        Assert.Equal(422, (await RollBackAsync("nonsense")).Status);
    }

    private Task<StateSite.Answer> RollBackAsync(string id)
    {
        var relation = new Dictionary<string, object> { ["rollback-state-version"] = new { data = new { type = "state-versions", id } } };
        var body = JsonContent.Create(new { data = new { type = "state-versions", relationships = relation } });
        return _site.SendAsync(HttpMethod.Patch, $"/api/v2/workspaces/{_site.Workspace}/state-versions", content: body);
    }

    private async Task<int> ResourceCountAsync()
    {
        var count = 0;
        await _site.WithDbAsync(async db => count = await db.Workspaces.Where(w => w.Id == _site.Workspace).Select(w => w.ResourceCount).SingleAsync(Token));
        return count;
    }

    private async Task<JsonElement> OutputsAsync() => (await _site.GetAsync($"/api/v2/workspaces/{_site.Workspace}/current-state-version-outputs")).Data;

    private async Task<JsonElement> ListAsync(string more = "") =>
        (await _site.GetAsync($"/api/v2/state-versions?filter[organization][name]=demo&filter[workspace][name]=main{more}")).Data;
}
