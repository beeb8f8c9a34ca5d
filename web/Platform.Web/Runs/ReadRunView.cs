using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs;
using Platform.Web.Display;

namespace Platform.Web.Runs;

/// <summary>Reads a run for its page.</summary>
public sealed class ReadRunView(PlatformDbContext db, FindRun find, TimeProvider clock)
{
    public async Task<Result<RunView>> ExecuteAsync(RunId id, CancellationToken cancellationToken)
    {
        if (!(await find.ExecuteAsync(id, cancellationToken)).TryGet(out var details, out var refusal))
        {
            return refusal;
        }

        var (run, may) = (details.Run, details.Permissions);
        return new RunView
        {
            Id = run.Id,
            WorkspaceId = run.WorkspaceId,
            Organization = details.Organization.Name,
            Workspace = details.Workspace.Name,
            Status = run.Status,
            HasChanges = run.HasChanges,
            Message = run.Message,
            Author = details.CreatedBy,
            CreatedAt = run.CreatedAt,
            Marks = [.. Marks(run)],
            Targets = run.TargetAddresses,
            Replacements = run.ReplaceAddresses,
            Tool = $"{(details.Workspace.Tool == ToolName.Tofu ? "OpenTofu" : "Terraform")} {run.ToolVersion ?? details.Workspace.ToolVersion}".TrimEnd(),
            Error = run.ErrorMessage,
            Waiting = await WaitingAsync(details, cancellationToken),
            Plan = View(details.Plan, PhaseKind.Plan),
            Apply = View(details.Apply, PhaseKind.Apply),
            Steps = await StepsAsync(id, cancellationToken),
            IsOver = RunMoves.IsFinal(run.Status),
            IsStopping = run.CancelRequestedAt is not null && !RunMoves.IsFinal(run.Status),
            MayConfirm = details.Actions.IsConfirmable && may.Contains(Permission.ApplyRuns),
            MayDiscard = details.Actions.IsDiscardable && may.Contains(Permission.ApplyRuns),
            MayCancel = details.Actions.IsCancelable && may.Contains(Permission.CancelRuns),
            MayForceCancel = details.Actions.IsForceCancelable && may.Contains(Permission.ForceCancelRuns),
        };
    }

    private async Task<IReadOnlyList<RunStep>> StepsAsync(RunId id, CancellationToken cancellationToken) =>
        await (
            from step in db.RunEvents.AsNoTracking()
            where step.RunId == id
            join actor in db.Users on step.ActorUserId equals actor.Id into actors
            from actor in actors.DefaultIfEmpty()
            orderby step.At
            select new RunStep(step.Action, step.Status, actor.UserName, step.Comment, step.At)).ToListAsync(cancellationToken);

    private async Task<string?> WaitingAsync(RunDetails details, CancellationToken cancellationToken)
    {
        var (run, workspace) = (details.Run, details.Workspace);
        if (run.Status is RunStatus.PlanQueued or RunStatus.ApplyQueued)
        {
            return "Waits for a free worker.";
        }

        if (run.Status is not (RunStatus.Pending or RunStatus.Confirmed))
        {
            return null;
        }

        if (workspace.LockedByUserId is { } owner)
        {
            var name = await db.Users.Where(u => u.Id == owner).Select(u => u.UserName).FirstOrDefaultAsync(cancellationToken) ?? "somebody";
            return string.IsNullOrEmpty(workspace.LockReason) ? $"Waits until {name} unlocks the workspace." : $"Waits until {name} unlocks the workspace: {workspace.LockReason}";
        }

        if (workspace.HoldingRunId is not { } holder || holder == run.Id)
        {
            return null;
        }

        var ahead = await db.Runs.CountAsync(
            r => r.WorkspaceId == workspace.Id && !r.PlanOnly && r.Status == RunStatus.Pending && r.StatusChangedAt < run.StatusChangedAt, cancellationToken);
        var holding = await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == holder, cancellationToken);
        if (holding is null)
        {
            return null;
        }

        var doing = StatusText.Of(holding.Status, holding.HasChanges).Words;
        var since = TimeText.Lasting(clock.GetUtcNow() - holding.StatusChangedAt);
        return $"{Ordinal(ahead + 1)} in line: {holder} holds the workspace ({char.ToLowerInvariant(doing[0])}{doing[1..]} since {since}).";
    }

    private static string Ordinal(int place) => place switch
    {
        1 => "First",
        2 => "Second",
        3 => "Third",
        _ => $"Number {place}",
    };

    private static PhaseView View(Phase phase, PhaseKind kind) => new()
    {
        Kind = kind,
        Status = phase.Status,
        Additions = phase.Additions,
        Changes = phase.Changes,
        Destructions = phase.Destructions,
        Imports = phase.Imports,
        StartedAt = phase.StartedAt,
        EndedAt = phase.EndedAt,
    };

    private static IEnumerable<string> Marks(Run run)
    {
        if (run.IsDestroy)
        {
            yield return "Destroy";
        }

        if (run.PlanOnly)
        {
            yield return "Plan only";
        }

        if (run.SavePlan)
        {
            yield return "Saved plan";
        }

        if (run.RefreshOnly)
        {
            yield return "Refresh only";
        }

        if (!run.Refresh)
        {
            yield return "Without refresh";
        }

        if (run.AutoApply && !run.PlanOnly)
        {
            yield return "Applies by itself";
        }
    }
}
