using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs;
using Platform.Runs.Queue;

namespace Platform.Web.Runs;

/// <summary>Reads a run for its page.</summary>
public sealed class ReadRunView(PlatformDbContext db, FindRun find, ExplainWait waiting)
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
            ImportBlocks = run.ImportBlocks,
            Waiting = await waiting.ExecuteAsync(run, cancellationToken),
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

    private static PhaseView View(Phase phase, PhaseKind kind) => new()
    {
        Kind = kind,
        Status = phase.Status,
        Additions = phase.Additions,
        Changes = phase.Changes,
        Destructions = phase.Destructions,
        Imports = phase.Imports,
        Hosts = phase.Hosts,
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
