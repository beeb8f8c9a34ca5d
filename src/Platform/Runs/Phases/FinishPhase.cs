using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Agents;
using Platform.ConfigurationVersions;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Identity.Tokens;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs.Logs;
using Platform.Runs.Queue;

namespace Platform.Runs.Phases;

/// <summary>Takes an agent's report: the job is over, and the run moves on.</summary>
internal sealed class FinishPhase(
    PlatformDbContext db, EndRun end, AdoptConfiguration adopt, DiscardStalePlans stale, RunQueue queue, AppendLog logs, RunAnnouncer announcer, RunTokens tokens, RunMetrics metrics, TimeProvider clock, ILogger<FinishPhase> log)
{
    private const int MostHosts = 500;
    private const int LongestHost = 255;

    /// <summary>How long after its plan an apply that nobody confirmed fails at the earliest: the clients look for the end of a plan's log every half a second.</summary>
    private static readonly TimeSpan TimeToReadPlan = TimeSpan.FromSeconds(1.5);

    public async Task<Result<Run>> ExecuteAsync(JobId id, long fence, JobReport report, CancellationToken cancellationToken)
    {
        await LetPlanBeReadAsync(id, report, cancellationToken);
        var result = await db.InTransactionAsync(token => FinishAsync(id, fence, report, token), cancellationToken);
        if (result.Value is { } run)
        {
            log.RunMoved(run.Id, run.Status);
            metrics.Reported(await db.Jobs.SingleAsync(job => job.Id == id, cancellationToken), report.Outcome);
        }

        return result;
    }

    /// <summary>
    /// A client that applies without asking reads the plan's log to its end and then the run. When the run has failed by then, it takes it that the plan
    /// failed and leaves with neither the plan nor the apply's error on the screen. So a failure that comes at once is told a moment later; its log is not.
    /// </summary>
    private async Task LetPlanBeReadAsync(JobId id, JobReport report, CancellationToken cancellationToken)
    {
        if (report.Outcome != JobOutcome.Failed)
        {
            return;
        }

        var planned = await (
            from job in db.Jobs
            where job.Id == id && job.Phase == PhaseKind.Apply
            join run in db.Runs on job.RunId equals run.Id
            where run.AutoApply
            join plan in db.Plans on run.PlanId equals plan.Id
            select plan.EndedAt).FirstOrDefaultAsync(cancellationToken);
        if (planned + TimeToReadPlan - clock.GetUtcNow() is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, clock, cancellationToken);
        }
    }

    private async Task<Result<Run>> FinishAsync(JobId id, long fence, JobReport report, CancellationToken cancellationToken)
    {
        var job = await db.Jobs.SingleOrDefaultAsync(j => j.Id == id && j.Fence == fence && j.Status == JobStatus.Running, cancellationToken);
        if (job is null)
        {
            return Refusal.Gone("The job is over or another agent has it.");
        }

        var now = clock.GetUtcNow();
        job.Status = JobStatus.Finished;
        job.EndedAt = now;
        await tokens.RevokeAsync(job.RunId, cancellationToken);
        var run = await db.Runs.SingleAsync(r => r.Id == job.RunId, cancellationToken);
        run.ToolVersion = report.ToolVersion is { } version ? AttributeText.Fit(version, Run.LongestToolVersion) : run.ToolVersion;
        await SavePhaseAsync(run, job, report, cancellationToken);
        switch (report.Outcome, job.Phase)
        {
            case (JobOutcome.Succeeded, PhaseKind.Plan):
                await FinishPlanAsync(run, job, report, now, cancellationToken);
                break;
            case (JobOutcome.Succeeded, PhaseKind.Apply):
                await AdoptConfigurationAsync(run, cancellationToken);
                await EndAsync(run, RunMove.FinishApply, RunEventActions.Applied, null, cancellationToken);
                break;
            case (JobOutcome.Canceled, _):
                var forced = job.Stop == StopRequest.Kill;
                await EndAsync(run, forced ? RunMove.ForceCancel : RunMove.Cancel, forced ? RunEventActions.ForceCanceled : RunEventActions.Canceled, report.Message, cancellationToken);
                break;
            case (JobOutcome.Failed, _):
                await EndAsync(run, RunMove.Fail, RunEventActions.Errored, report.Message, cancellationToken);
                break;
        }

        return run;
    }

    /// <summary>The configuration of a saved plan counts once it is applied; otherwise the next run that names none would undo it.</summary>
    private async Task AdoptConfigurationAsync(Run run, CancellationToken cancellationToken)
    {
        if (await db.ConfigurationVersions.SingleAsync(c => c.Id == run.ConfigurationVersionId, cancellationToken) is { Provisional: true } configuration)
        {
            await adopt.ExecuteAsync(configuration, cancellationToken);
        }
    }

    private async Task SavePhaseAsync(Run run, Job job, JobReport report, CancellationToken cancellationToken)
    {
        Phase phase = job.Phase == PhaseKind.Plan
            ? await db.Plans.SingleAsync(p => p.RunId == run.Id, cancellationToken)
            : await db.Applies.SingleAsync(a => a.RunId == run.Id, cancellationToken);
        phase.Additions = report.Counts.Additions;
        phase.Changes = report.Counts.Changes;
        phase.Destructions = report.Counts.Destructions;
        phase.Imports = report.Counts.Imports;
        phase.Hosts = [.. report.Hosts.OrderByDescending(host => host.Times).Take(MostHosts).Select(host => host with { Host = AttributeText.Fit(host.Host, LongestHost) })];
        phase.Begin(report.Steps);
        if (phase is Plan plan)
        {
            plan.ArtifactsJobId = job.Id;
            plan.HasChanges = report.HasChanges;
            plan.GeneratedConfiguration = report.GeneratedConfiguration;
            run.HasChanges = report.HasChanges;
        }
    }

    private async Task FinishPlanAsync(Run run, Job job, JobReport report, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (run.PlanOnly || !(report.HasChanges || run.AllowEmptyApply))
        {
            await EndAsync(run, RunMove.FinishPlan, RunEventActions.Planned, null, cancellationToken);
            return;
        }

        // All of it becomes readable at once: a client that sees the log end asks at once whether it may confirm (protocol.md §12.1).
        run.Make(run.SavePlan ? RunMove.FinishSavedPlan : RunMove.FinishPlanWithChanges, now);
        var plan = await db.Plans.SingleAsync(p => p.RunId == run.Id, cancellationToken);
        plan.Status = PhaseStatus.Finished;
        plan.EndedAt = now;
        await logs.CloseAsync(run.OrganizationId, plan.Key, message: null, cancellationToken);
        announcer.Record(db, run, RunEventActions.Planned, actor: null, comment: null);
        if (run.AutoApply)
        {
            run.ConfirmedByUserId = run.CreatedByUserId;
            await queue.QueueApplyAsync(run, RunMove.Confirm, cancellationToken);
            announcer.Record(db, run, RunEventActions.Approved, run.CreatedByUserId, "Applied automatically.");
        }

        announcer.Announce(db, run);
        if (run.SavePlan)
        {
            await DropIfStaleAsync(run, job, cancellationToken);
        }
    }

    /// <summary>The state may have changed while it was planned from the one before.</summary>
    private async Task DropIfStaleAsync(Run run, Job job, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.SingleAsync(w => w.Id == run.WorkspaceId, cancellationToken);
        if (await db.StateVersions.AnyAsync(s => s.Id == workspace.CurrentStateVersionId && s.FinalizedAt > job.ClaimedAt, cancellationToken))
        {
            await db.SaveChangesAsync(cancellationToken);
            await stale.ReplacedAsync(workspace, cancellationToken);
        }
    }

    private async Task EndAsync(Run run, RunMove move, string action, string? message, CancellationToken cancellationToken)
    {
        if ((await end.ExecuteAsync(run, move, message, cancellationToken)).Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal.Message);
        }

        announcer.Record(db, run, action, actor: null, message);
    }
}
