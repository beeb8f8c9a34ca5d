using Microsoft.EntityFrameworkCore;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.StateVersions;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.StateVersions.BackingData;

public sealed class ExpireStatesTests
{
    private const string Finalized = "finalized";
    private const string Deleted = "backing_data_soft_deleted";
    private const string Gone = "backing_data_permanently_deleted";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_state_gets_old_from_when_it_was_replaced_is_deleted_and_after_the_days_of_grace_for_good(TestDatabase database)
    {
        await using var site = await RetentionSite.StartAsync(database);
        await site.KeepAsync(10);
        var first = await site.PushAsync(1);
        await site.PassAsync(100);
        Assert.Equal(Finalized, await site.StatusAsync(first));
        var current = await site.PushAsync(2);

        await site.PassAsync(9);
        Assert.Equal(Finalized, await site.StatusAsync(first));
        await site.PassAsync(2);
        Assert.Equal(Deleted, await site.StatusAsync(first));
        Assert.Contains(site.Log, line => line.Contains("1 states", StringComparison.Ordinal) && line.Contains(first, StringComparison.Ordinal) && line.Contains(site.Workspace.Value, StringComparison.Ordinal));
        await site.PassAsync(6);
        Assert.Equal(Deleted, await site.StatusAsync(first));
        await site.PassAsync(2);
        await site.RunAsync<DeleteUnwantedBlobs>();

        Assert.Equal(Gone, await site.StatusAsync(first));
        Assert.False(await site.HasAsync(BlobName.State(StateVersionId.Wrap(first))));
        Assert.Equal(0, await site.Api.WithDatabaseAsync(db => db.StateVersionOutputs.CountAsync(o => o.StateVersionId == StateVersionId.Wrap(first), Token)));
        Assert.Contains(site.Log, line => line.Contains("for good", StringComparison.Ordinal) && line.Contains(first, StringComparison.Ordinal));
        Assert.Equal(RetentionSite.State(2), (await site.Api.SendAsync("GET", $"/state-versions/{current}/download")).Is(200).Body);
    }

    [Fact]
    public async Task The_workspaces_policy_goes_before_the_organizations_and_keeps_what_was_deleted_by_hand()
    {
        await using var site = await RetentionSite.StartAsync();
        await site.KeepAsync(1, inOrganization: true);
        await site.KeepAsync(days: null);
        var first = await site.PushAsync(1);
        var second = await site.PushAsync(2);
        await site.PushAsync(3);
        (await site.ActAsync(second, "soft_delete")).Is(200);

        await site.PassAsync(100);
        Assert.Equal((Finalized, Deleted), (await site.StatusAsync(first), await site.StatusAsync(second)));
        (await site.Api.SendAsync("DELETE", $"/workspaces/{site.Workspace}/relationships/data-retention-policy")).Is(204);
        await site.PassAsync(0);
        Assert.Equal((Deleted, Gone), (await site.StatusAsync(first), await site.StatusAsync(second)));
    }

    [Fact]
    public async Task Without_a_policy_nothing_gets_old_and_what_was_deleted_by_hand_goes_after_the_days_of_grace()
    {
        await using var site = await RetentionSite.StartAsync();
        var first = await site.PushAsync(1);
        var second = await site.PushAsync(2);
        await site.PushAsync(3);
        (await site.ActAsync(second, "soft_delete")).Is(200);

        await site.PassAsync(8);

        Assert.Equal((Finalized, Gone), (await site.StatusAsync(first), await site.StatusAsync(second)));
    }

    [Fact]
    public async Task What_was_brought_back_gets_old_anew()
    {
        await using var site = await RetentionSite.StartAsync();
        await site.KeepAsync(10);
        var first = await site.PushAsync(1);
        await site.PushAsync(2);
        await site.PassAsync(11);
        (await site.ActAsync(first, "restore")).Is(200);

        await site.PassAsync(9);
        Assert.Equal(Finalized, await site.StatusAsync(first));
        await site.PassAsync(2);
        Assert.Equal(Deleted, await site.StatusAsync(first));
    }

    [Fact]
    public async Task Nothing_is_deleted_that_a_run_may_need_until_it_is_over()
    {
        await using var site = await RetentionSite.StartAsync();
        await site.KeepAsync(10);
        var before = await site.PushAsync(1);
        var planned = await site.PushAsync(2);
        await site.PassAsync(1);
        var run = await site.AddRunAsync(await site.UploadAsync(), RunStatus.Planned);
        await site.PassAsync(1);
        await site.PushAsync(3);
        await site.HoldAsync(run);

        await site.PassAsync(30);
        Assert.Equal((Finalized, Finalized), (await site.StatusAsync(before), await site.StatusAsync(planned)));
        await site.HoldAsync(null);
        await site.PassAsync(0);
        Assert.Equal((Deleted, Finalized), (await site.StatusAsync(before), await site.StatusAsync(planned)));
        await site.HoldAsync(run);
        await site.PassAsync(30);
        Assert.Equal(Deleted, await site.StatusAsync(before));
        await site.HoldAsync(null);
        await site.EndAsync(run);
        await site.PassAsync(0);
        Assert.Equal((Gone, Deleted), (await site.StatusAsync(before), await site.StatusAsync(planned)));
    }

    [Fact]
    public async Task What_nobody_looked_at_yet_and_the_last_state_of_a_workspace_without_a_current_one_stay()
    {
        await using var site = await RetentionSite.StartAsync();
        await site.KeepAsync(1);
        var parked = await site.PushAsync(1);
        var last = await site.PushAsync(2);
        await site.Api.WithDatabaseAsync(db => db.StateVersions.Where(s => s.Id == StateVersionId.Wrap(parked)).ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, StateVersionStatus.Parked), Token));
        await site.Api.WithDatabaseAsync(db => db.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(w => w.CurrentStateVersionId, (StateVersionId?)null), Token));

        await site.PassAsync(100);
        Assert.Equal(("parked", Finalized), (await site.StatusAsync(parked), await site.StatusAsync(last)));
        Assert.Contains("until somebody has looked", (await site.ActAsync(parked, "soft_delete")).Is(409).Detail, StringComparison.Ordinal);

        await site.PushAsync(3);
        await site.PassAsync(2);
        Assert.Equal(("parked", Deleted), (await site.StatusAsync(parked), await site.StatusAsync(last)));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task What_is_brought_back_while_it_is_deleted_for_good_is_here_or_says_that_it_is_gone(TestDatabase database)
    {
        await using var site = await RetentionSite.StartAsync(database);
        var states = new List<string>();
        for (var serial = 1; serial <= 9; serial++)
        {
            states.Add(await site.PushAsync(serial));
        }

        foreach (var state in states[..8])
        {
            (await site.ActAsync(state, "soft_delete")).Is(200);
        }

        var restored = Task.WhenAll(states[..8].Select(state => site.ActAsync(state, "restore")));
        await site.PassAsync(8);
        Assert.All(await restored, answer => Assert.Contains(answer.Status, new[] { 200, 409 }));
        await site.RunAsync<DeleteUnwantedBlobs>();

        foreach (var state in states[..8])
        {
            var isHere = await site.StatusAsync(state) == Finalized;
            (await site.Api.SendAsync("GET", $"/state-versions/{state}/download")).Is(isHere ? 200 : 404);
            Assert.Equal(isHere, await site.HasAsync(BlobName.State(StateVersionId.Wrap(state))));
        }
    }

    [Fact]
    public async Task More_than_a_batch_is_deleted_and_what_must_stay_holds_nothing_up()
    {
        await using var site = await RetentionSite.StartAsync();
        await site.KeepAsync(10);
        var first = await site.PushAsync(1);
        var current = await site.PushAsync(2);

        // Of 340 old states a run that is not over may need the first 120 that are looked at.
        var run = await site.AddRunAsync(await site.UploadAsync(), RunStatus.PlannedAndSaved);
        await site.Api.WithDatabaseAsync(async db =>
        {
            var known = await db.StateVersions.AsNoTracking().SingleAsync(s => s.Id == StateVersionId.Wrap(first), Token);
            db.StateVersions.AddRange(Enumerable.Range(0, 340).Select(i => new StateVersion
            {
                Id = StateVersionId.New(), OrganizationId = known.OrganizationId, WorkspaceId = known.WorkspaceId, Serial = i, Md5 = known.Md5, Status = StateVersionStatus.Finalized,
                CreatedAt = known.CreatedAt.AddDays(-1000 + i), FinalizedAt = known.CreatedAt.AddDays(-1000 + i), UnusedSince = i < 120 ? known.CreatedAt.AddHours(1) : known.CreatedAt.AddHours(-1),
            }));
            return await db.SaveChangesAsync(Token);
        });

        await site.PassAsync(11);
        Assert.Equal(220, await CountAsync(StateVersionStatus.BackingDataSoftDeleted));
        Assert.Equal(Finalized, await site.StatusAsync(current));
        await site.EndAsync(run);
        await site.PassAsync(8);
        Assert.Equal((121, 220), (await CountAsync(StateVersionStatus.BackingDataSoftDeleted), await CountAsync(StateVersionStatus.BackingDataPermanentlyDeleted)));
        Assert.Equal(Finalized, await site.StatusAsync(current));

        Task<int> CountAsync(StateVersionStatus status) => site.Api.WithDatabaseAsync(db => db.StateVersions.CountAsync(s => s.Status == status, Token));
    }
}
