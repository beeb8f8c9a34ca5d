using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.ConfigurationVersions.BackingData;

public sealed class ConfigurationDataTests
{
    private const string Uploaded = "uploaded";
    private const string Deleted = "backing_data_soft_deleted";
    private const string Gone = "backing_data_permanently_deleted";

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_deleted_configuration_cannot_be_read_or_run_and_comes_back_as_it_was(TestDatabase database)
    {
        await using var site = await RetentionSite.StartAsync(database);
        var first = await site.UploadAsync();
        var second = await site.UploadAsync();
        var before = (await site.Api.SendAsync("GET", $"/configuration-versions/{first}")).Is(200);
        Assert.Contains("current configuration", (await site.ActAsync(second, "soft_delete")).Is(409).Detail, StringComparison.Ordinal);
        (await site.ActAsync(first, "permanently_delete")).Is(409);

        Assert.Equal(Deleted, (await site.ActAsync(first, "soft_delete")).Is(200).Attribute("status").GetString());
        (await site.Api.SendAsync("GET", $"/configuration-versions/{first}/download")).Is(404);
        Assert.Contains("bring it back", (await RunAsync(site, first)).Is(422).Detail, StringComparison.Ordinal);
        (await site.ActAsync(first, "soft_delete")).Is(409);

        (await site.ActAsync(first, "restore")).Is(200);
        Assert.Equal(before.Text, (await site.Api.SendAsync("GET", $"/configuration-versions/{first}")).Text);
        Assert.Equal(RetentionSite.Archive, (await site.Api.SendAsync("GET", $"/configuration-versions/{first}/download")).Is(200).Body);

        (await site.ActAsync(first, "soft_delete")).Is(200);
        Assert.Equal(Gone, (await site.ActAsync(first, "permanently_delete")).Is(200).Attribute("status").GetString());
        Assert.True(await site.HasAsync(BlobName.Configuration(ConfigurationVersionId.Wrap(first))));
        await site.RunAsync<DeleteUnwantedBlobs>();
        Assert.False(await site.HasAsync(BlobName.Configuration(ConfigurationVersionId.Wrap(first))));
        (await site.ActAsync(first, "restore")).Is(409);
        Assert.Contains("for good", (await RunAsync(site, first)).Is(422).Detail, StringComparison.Ordinal);
        (await site.Api.SendAsync("DELETE", $"/workspaces/{site.Workspace}")).Is(204);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_configuration_gets_old_from_when_it_was_last_used(TestDatabase database)
    {
        await using var site = await RetentionSite.StartAsync(database);
        await site.KeepAsync(10);
        var replaced = await site.UploadAsync();
        var speculative = await site.UploadAsync(speculative: true);
        var ran = await site.UploadAsync(speculative: true);
        await site.PassAsync(5);
        var current = await site.UploadAsync();
        await site.AddRunAsync(ran, RunStatus.Errored);

        await site.PassAsync(6);
        Assert.Equal((Uploaded, Deleted, Uploaded), (await site.StatusAsync(replaced), await site.StatusAsync(speculative), await site.StatusAsync(ran)));
        await site.PassAsync(5);
        Assert.Equal((Deleted, Deleted, Deleted), (await site.StatusAsync(replaced), await site.StatusAsync(speculative), await site.StatusAsync(ran)));
        Assert.Contains(site.Log, line => line.Contains("2 configurations", StringComparison.Ordinal) && line.Contains(replaced, StringComparison.Ordinal) && line.Contains(ran, StringComparison.Ordinal));
        await site.PassAsync(3);
        Assert.Equal((Deleted, Gone, Deleted), (await site.StatusAsync(replaced), await site.StatusAsync(speculative), await site.StatusAsync(ran)));
        await site.PassAsync(100);
        await site.RunAsync<DeleteUnwantedBlobs>();
        Assert.Equal((Gone, Uploaded), (await site.StatusAsync(replaced), await site.StatusAsync(current)));
        Assert.False(await site.HasAsync(BlobName.Configuration(ConfigurationVersionId.Wrap(replaced))));
        Assert.Equal(RetentionSite.Archive, (await site.Api.SendAsync("GET", $"/configuration-versions/{current}/download")).Is(200).Body);
    }

    [Fact]
    public async Task The_configurations_of_the_newest_applied_the_current_and_every_unfinished_run_stay()
    {
        await using var site = await RetentionSite.StartAsync();
        await site.KeepAsync(10);
        string[] all = [await site.UploadAsync(), await site.UploadAsync(), await site.UploadAsync(), await site.UploadAsync(), await site.UploadAsync()];
        await site.AddRunAsync(all[0], RunStatus.Applied);
        await site.PassAsync(1);
        await site.AddRunAsync(all[1], RunStatus.Applied);
        await site.AddRunAsync(all[2], RunStatus.Discarded, isCurrent: true);
        var open = await site.AddRunAsync(all[3], RunStatus.PlannedAndSaved);

        await site.PassAsync(100);
        Assert.Equal([Deleted, Uploaded, Uploaded, Uploaded, Uploaded], await StatusesAsync());
        foreach (var kept in all[1..])
        {
            (await site.ActAsync(kept, "soft_delete")).Is(409);
        }

        await site.EndAsync(open);
        await site.HoldAsync(open);
        await site.PassAsync(100);
        Assert.Equal([Deleted, Uploaded, Uploaded, Uploaded, Uploaded], await StatusesAsync());
        (await site.ActAsync(all[0], "permanently_delete")).Is(409);
        await site.HoldAsync(null);
        await site.PassAsync(0);
        Assert.Equal([Gone, Uploaded, Uploaded, Deleted, Uploaded], await StatusesAsync());

        async Task<string[]> StatusesAsync()
        {
            var statuses = new List<string>();
            foreach (var id in all)
            {
                statuses.Add(await site.StatusAsync(id));
            }

            return [.. statuses];
        }
    }

    [Fact]
    public async Task Who_manages_the_organization_deletes_and_restores_and_nobody_else()
    {
        await using var site = await RetentionSite.StartAsync();
        await site.Api.CreateOrganizationAsync("other");
        var first = await site.UploadAsync();
        await site.UploadAsync();
        var owner = await site.Api.AddUserAsync("owner", role: BuiltInRole.Admin, organization: "demo");
        var admin = await site.Api.AddUserAsync("admin", role: BuiltInRole.Admin, organization: "demo", workspace: site.Workspace);
        var stranger = await site.Api.AddUserAsync("stranger", role: BuiltInRole.Admin, organization: "other");

        foreach (var action in (string[])["soft_delete", "restore", "permanently_delete"])
        {
            (await site.ActAsync(first, action, admin)).Is(403);
            (await site.ActAsync(first, action, stranger)).Is(404);
        }

        (await site.ActAsync(first, "soft_delete", owner)).Is(200);
        (await site.ActAsync(first, "restore", owner)).Is(200);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task What_is_archived_says_so_before_its_archive_goes_and_its_workspace_can_be_deleted_at_any_time(TestDatabase database)
    {
        await using var site = await RetentionSite.StartAsync(database);
        var first = await site.UploadAsync();
        var second = await site.UploadAsync();
        await site.UploadAsync();

        (await site.Api.SendAsync("POST", $"/configuration-versions/{first}/actions/archive")).Is(202);

        Assert.True(await site.HasAsync(BlobName.Configuration(ConfigurationVersionId.Wrap(first))));
        (await site.Api.SendAsync("POST", $"/configuration-versions/{first}/actions/archive")).Is(202);
        await site.RunAsync<DeleteUnwantedBlobs>();
        Assert.False(await site.HasAsync(BlobName.Configuration(ConfigurationVersionId.Wrap(first))));
        (await site.ActAsync(first, "soft_delete")).Is(409);
        (await site.Api.SendAsync("POST", $"/configuration-versions/{second}/actions/archive")).Is(202);
        (await site.Api.SendAsync("DELETE", $"/workspaces/{site.Workspace}")).Is(204);
        await site.RunAsync<DeleteUnwantedBlobs>();
        Assert.False(await site.HasAsync(BlobName.Configuration(ConfigurationVersionId.Wrap(second))));
    }

    private static Task<ApiAnswer> RunAsync(RetentionSite site, string configuration) => site.Api.SendAsync(
        "POST",
        "/runs",
        $$$$$$"""{"data":{"type":"runs","attributes":{"plan-only":true},"relationships":{"workspace":{"data":{"type":"workspaces","id":"{{{{{{site.Workspace}}}}}}"}},"configuration-version":{"data":{"type":"configuration-versions","id":"{{{{{{configuration}}}}}}"}}}}}""");
}
