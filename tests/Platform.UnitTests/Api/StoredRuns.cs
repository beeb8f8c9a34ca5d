using Microsoft.EntityFrameworkCore;
using Platform.ConfigurationVersions;
using Platform.Contracts.Ids;
using Platform.Runs;

namespace Platform.UnitTests.Api;

/// <summary>Puts runs into the database as if they had been there: what is tested is how they read.</summary>
internal static class StoredRuns
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    extension(ApiServer api)
    {
        /// <summary>Adds a run that took these moves; runs are a minute apart, in the order of <paramref name="minute"/>.</summary>
        public Task<Run> AddRunAsync(WorkspaceId workspaceId, int minute, Func<Run, Run>? change = null, UserId? author = null, params RunMove[] moves) => api.WithDatabaseAsync(async db =>
        {
            var workspace = await db.Workspaces.SingleAsync(w => w.Id == workspaceId);
            var at = Start.AddMinutes(minute);
            var configuration = new ConfigurationVersion
            {
                Id = ConfigurationVersionId.New(), OrganizationId = workspace.OrganizationId, WorkspaceId = workspaceId, CreatedAt = at,
            };
            var run = new Run
            {
                Id = RunId.New(), OrganizationId = workspace.OrganizationId, WorkspaceId = workspaceId, ConfigurationVersionId = configuration.Id,
                PlanId = PlanId.New(), ApplyId = ApplyId.New(), CreatedAt = at, StatusChangedAt = at, CreatedByUserId = author, Message = $"run {minute}",
            };
            run = change?.Invoke(run) ?? run;
            foreach (var move in moves)
            {
                Assert.Null(run.Make(move, at).Refusal);
            }

            db.AddRange(configuration, run, new Plan { Id = run.PlanId, RunId = run.Id }, new Apply { Id = run.ApplyId, RunId = run.Id });
            workspace.CurrentRunId = run.Id;
            await db.SaveChangesAsync();
            return run;
        });
    }
}
