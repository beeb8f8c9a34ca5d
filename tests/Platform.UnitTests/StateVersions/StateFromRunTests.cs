using Microsoft.EntityFrameworkCore;
using Platform.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Results;
using Platform.Runs;
using Platform.StateVersions;

namespace Platform.UnitTests.StateVersions;

public sealed class StateFromRunTests : IAsyncLifetime
{
    private readonly RunId _run = RunId.New();
    private readonly JobId _job = JobId.New();
    private StateSite _site = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _site = await StateSite.StartAsync();
        await _site.ChangeWorkspaceAsync(workspace => workspace.HoldingRunId = _run);
        await _site.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.Runs.Add(new Run
            {
                Id = _run, OrganizationId = _site.Organization, WorkspaceId = _site.Workspace, ConfigurationVersionId = ConfigurationVersionId.New(),
                PlanId = PlanId.New(), ApplyId = ApplyId.New(), CreatedAt = now, StatusChangedAt = now,
            });
            db.Jobs.Add(new Job
            {
                Id = _job, OrganizationId = _site.Organization, WorkspaceId = _site.Workspace, RunId = _run, Phase = PhaseKind.Apply,
                Priority = 0, QueuedAt = now, Status = JobStatus.Running, Fence = 1,
            });
            await db.SaveChangesAsync(Token);
        });
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task What_an_apply_left_is_the_current_state()
    {
        var made = await FromRunAsync(StateSite.State(4));

        var current = await _site.CurrentAsync();
        Assert.Equal((made.Value!.Id.Value, "4", "lineage-a"), (current.Id, current.Attribute("serial"), current.Attribute("lineage")));
        Assert.Equal(_run.Value, current.Data.GetProperty("relationships").GetProperty("run").GetProperty("data").GetProperty("id").GetString());
        Assert.Equal(StateSite.State(4), (await _site.GetAsync($"/api/v2/state-versions/{current.Id}/download")).Body);
    }

    [Fact]
    public async Task An_apply_that_changed_nothing_makes_no_new_version_and_leaves_no_bytes_behind()
    {
        var first = await FromRunAsync(StateSite.State(4));
        var second = await FromRunAsync(StateSite.State(4));

        Assert.Equal(first.Value!.Id, second.Value!.Id);
        Assert.Single(Directory.GetFiles(Path.Combine(_site.Folder, "blobs", _site.Organization.Value, "state-versions")));
    }

    [Fact]
    public async Task What_the_tool_wrote_is_kept_even_when_its_serial_did_not_grow()
    {
        await FromRunAsync(StateSite.State(4));
        await FromRunAsync(StateSite.State(4, text: "changed"));

        Assert.Equal(StateSite.State(4, text: "changed"), (await _site.GetAsync($"/api/v2/state-versions/{(await _site.CurrentAsync()).Id}/download")).Body);
    }

    [Fact]
    public async Task A_run_that_lost_the_workspace_changes_nothing()
    {
        await _site.ChangeWorkspaceAsync(workspace => workspace.HoldingRunId = RunId.New());

        Assert.Equal(RefusalKind.Conflict, (await FromRunAsync(StateSite.State(4))).Refusal?.Kind);
        Assert.Equal(404, (await _site.CurrentAsync()).Status);
    }

    [Fact]
    public async Task A_snapshot_that_is_stored_after_the_final_state_of_the_same_run_changes_nothing()
    {
        var final = await FromRunAsync(StateSite.State(6));

        Assert.Equal(final.Value!.Id, (await FromRunAsync(StateSite.State(5), isSnapshot: true)).Value!.Id);
        Assert.Equal(final.Value.Id, (await FromRunAsync(StateSite.State(6, text: "earlier"), isSnapshot: true)).Value!.Id);
        Assert.Equal(final.Value.Id.Value, (await _site.CurrentAsync()).Id);
        Assert.Single(Directory.GetFiles(Path.Combine(_site.Folder, "blobs", _site.Organization.Value, "state-versions")));
    }

    [Fact]
    public async Task A_state_of_a_job_that_is_over_or_of_an_earlier_claim_is_gone_whoever_holds_the_workspace()
    {
        Assert.Equal(RefusalKind.Gone, (await FromRunAsync(StateSite.State(4), fence: 0)).Refusal?.Kind);
        await _site.WithDbAsync(db => db.Jobs.ExecuteUpdateAsync(set => set.SetProperty(j => j.Status, JobStatus.Lost), Token));

        Assert.Equal(RefusalKind.Gone, (await FromRunAsync(StateSite.State(4))).Refusal?.Kind);
        Assert.Equal(404, (await _site.CurrentAsync()).Status);
    }

    [Fact]
    public async Task Half_a_state_is_refused_and_the_current_one_stays()
    {
        var first = await FromRunAsync(StateSite.State(4));

        Assert.NotNull((await FromRunAsync(StateSite.State(5)[..50])).Refusal);
        Assert.Equal(first.Value!.Id.Value, (await _site.CurrentAsync()).Id);
    }

    [Fact]
    public async Task While_a_run_holds_the_workspace_nobody_else_writes()
    {
        Assert.Equal(409, (await _site.AnnounceAsync(StateSite.State(1), 1)).Status);
    }

    private Task<Result<StateVersion>> FromRunAsync(byte[] state, bool isSnapshot = false, long fence = 1) => _site.WithAsync<CreateStateVersion, Result<StateVersion>>(
        create => create.FromRunAsync(new RunState(_site.Workspace, _run, _job, fence, isSnapshot), new MemoryStream(state), Token));
}
