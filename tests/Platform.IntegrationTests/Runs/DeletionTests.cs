using Microsoft.EntityFrameworkCore;
using Platform.Agents;
using Platform.Blobs;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Runs.Logs;
using Platform.TestKit;

namespace Platform.IntegrationTests.Runs;

/// <summary>What one tenant deletes must not stop the queue of all, nor leave anything behind.</summary>
public sealed class DeletionTests
{
    private static readonly Dictionary<string, object> PlanOnly = new() { ["plan-only"] = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql), Trait("Needs", "PostgreSQL")]
    public async Task While_a_plan_only_run_works_or_waits_its_workspace_is_not_deleted(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        var run = await site.StartRunAsync(PlanOnly);

        var waiting = await site.TryAsync(HttpMethod.Post, $"workspaces/{site.Workspace}/actions/safe-delete");
        Assert.Equal((409, $"Run {run} waits for an agent; wait for it to end, or cancel it."), waiting);
        using var agent = await HandAgent.ClaimAsync(site.Platform);
        var byForce = await site.TryAsync(HttpMethod.Delete, $"workspaces/{site.Workspace}");
        Assert.Equal((409, $"Run {run} is going on; wait for it to end, or cancel it."), byForce);
        Assert.Equal(409, (await site.TryAsync(HttpMethod.Delete, $"organizations/{site.Organization}")).Status);

        Assert.Equal(204, await agent.SucceedAsync());
        Assert.Equal(204, (await site.TryAsync(HttpMethod.Delete, $"workspaces/{site.Workspace}")).Status);
        Assert.Equal(204, (await site.TryAsync(HttpMethod.Delete, $"organizations/{site.Organization}")).Status);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql), Trait("Needs", "PostgreSQL")]
    public async Task A_workspace_deleted_by_force_takes_its_waiting_job_along_and_the_others_go_on(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        await site.StartRunAsync(PlanOnly);
        var other = await site.AddWorkspaceAsync();
        var next = await site.StartRunAsync(PlanOnly, other);

        Assert.Equal(204, (await site.TryAsync(HttpMethod.Delete, $"workspaces/{site.Workspace}")).Status);

        using var agent = await HandAgent.ClaimAsync(site.Platform);
        Assert.Equal(next, agent.Run.Value);
        Assert.Null(await HandAgent.TryClaimAsync(site.Platform));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql), Trait("Needs", "PostgreSQL")]
    public async Task A_job_whose_run_cannot_start_it_is_ended_and_the_next_one_is_claimed(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database);
        var broken = RunId.Wrap(await site.StartRunAsync(PlanOnly));
        var next = await site.StartRunAsync(PlanOnly);
        await HandAgent.WithDatabaseAsync(site.Platform, db => db.Runs.Where(r => r.Id == broken).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RunStatus.Errored), Token));

        using var agent = await HandAgent.ClaimAsync(site.Platform);

        Assert.Equal(next, agent.Run.Value);
        Assert.Equal(JobStatus.Canceled, await HandAgent.WithDatabaseAsync(site.Platform, db => db.Jobs.Where(j => j.RunId == broken).Select(j => j.Status).SingleAsync(Token)));
    }

    [Fact]
    public async Task An_agent_whose_job_is_unknown_hears_that_it_is_gone()
    {
        await using var site = await RunSite.StartAsync();
        await site.StartRunAsync(PlanOnly);
        using var agent = await HandAgent.ClaimAsync(site.Platform);
        await HandAgent.WithDatabaseAsync(site.Platform, db => db.Jobs.ExecuteDeleteAsync(Token));

        Assert.Equal(410, await agent.SucceedAsync());
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql), Trait("Needs", "PostgreSQL")]
    public async Task The_sweep_goes_on_after_a_job_that_it_cannot_lose(TestDatabase database)
    {
        await using var site = await RunSite.StartAsync(database, RunSite.ShortLease);
        await site.StartRunAsync(PlanOnly);
        using var broken = await HandAgent.ClaimAsync(site.Platform);
        var run = await site.StartRunAsync(PlanOnly);
        using var silent = await HandAgent.ClaimAsync(site.Platform);
        await HandAgent.WithDatabaseAsync(site.Platform, async db =>
        {
            // A run that has lost its plan: what is done with its job fails.
            await db.Plans.Where(p => p.RunId == broken.Run).ExecuteDeleteAsync(Token);
            return await db.Jobs.Where(j => j.Status == JobStatus.Running).ExecuteUpdateAsync(set => set.SetProperty(j => j.HeartbeatAt, j => j.Id == broken.Id ? DateTimeOffset.UnixEpoch : DateTimeOffset.UnixEpoch.AddDays(1)), Token);
        });

        await Eventually.IsAsync(async _ => await site.StatusAsync(run) == "pending", "the sweep lost the silent job and queued its plan again", TimeSpan.FromSeconds(90), Token);
    }

    [Fact]
    public async Task A_deleted_workspace_leaves_no_logs_and_no_objects_behind()
    {
        await using var site = await RunSite.StartAsync();
        using (var apply = await site.StartApplyAsync())
        {
            Assert.Equal(204, await apply.PutStateAsync(States.Of(1), isFinal: false));
            Assert.Equal(200, await apply.LogAsync(LogStream.Text, 0, "still in the database"));
            Assert.Equal(204, await apply.PutStateAsync(States.Of(2), isFinal: true));
            Assert.Equal(204, await apply.SucceedAsync());
        }

        var run = await site.StartRunAsync(PlanOnly);
        using (var plan = await HandAgent.ClaimAsync(site.Platform))
        {
            Assert.Equal(204, await plan.PutArtifactAsync(JobArtifact.JsonPlan, "{}"));
            Assert.Equal(200, await plan.LogAsync(LogStream.Text, 0, "in the archive"));
            Assert.Equal(204, await plan.SucceedAsync());
        }

        var place = await HandAgent.WithDatabaseAsync(site.Platform, db => db.Runs.Where(r => r.Id == RunId.Wrap(run)).Select(r => new { r.OrganizationId, r.PlanId }).SingleAsync(Token));
        await HandAgent.WithAsync<LogArchive, bool>(site.Platform, async archive =>
        {
            await archive.ArchiveAsync(place.OrganizationId, place.PlanId.Value, Token);
            return true;
        });
        var folder = Path.Combine(site.Platform.DataDirectory, "blobs", place.OrganizationId.Value);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder, "logs")));

        Assert.Equal(204, (await site.TryAsync(HttpMethod.Delete, $"workspaces/{site.Workspace}")).Status);
        await SweepAsync<ArchiveLogs>(site);
        await SweepAsync<DeleteUnwantedBlobs>(site);
        await SweepAsync<DeleteUnwantedBlobs>(site);

        Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
        Assert.Equal((0, 0), await HandAgent.WithDatabaseAsync(site.Platform, async db => (await db.LogChunks.CountAsync(Token), await db.UnwantedBlobs.CountAsync(Token))));
    }

    private static Task<bool> SweepAsync<TTask>(RunSite site)
        where TTask : class, Scheduling.Maintenance.IMaintenanceTask => HandAgent.WithAsync<TTask, bool>(site.Platform, async task =>
        {
            await task.RunAsync(Token);
            return true;
        });
}
