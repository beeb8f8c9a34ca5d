using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.ConfigurationVersions;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs.Queue;
using Platform.Secrets;
using Platform.Workspaces;

namespace Platform.Runs;

/// <summary>Creates a run and, where nothing stands in its way, queues its plan in the same transaction.</summary>
public sealed class CreateRun(
    PlatformDbContext db, Authorizer access, RunQueue queue, RunAnnouncer announcer, ISecretBox secrets, TimeProvider clock, ILogger<CreateRun> log)
{
    public async Task<Result<Run>> ExecuteAsync(NewRun wish, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wish);
        if (AttributeText.Check(wish.Message ?? "", Run.LongestMessage, "message") is { } bad)
        {
            return bad;
        }

        var result = await db.InTransactionAsync(token => CreateAsync(wish, token), cancellationToken);
        if (result.Value is { } run)
        {
            log.RunCreated(run.Id, run.WorkspaceId, run.Status);
        }

        return result;
    }

    private async Task<Result<Run>> CreateAsync(NewRun wish, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.SingleOrDefaultAsync(w => w.Id == wish.WorkspaceId, cancellationToken);
        if (workspace is null || !await access.CanAsync(Permission.ReadRuns, workspace, cancellationToken))
        {
            return Refusal.NotFound($"workspace {wish.WorkspaceId}");
        }

        var configuration = await FindConfigurationAsync(wish, workspace, cancellationToken);
        if (configuration is null)
        {
            return wish.ConfigurationVersionId is { } id
                ? Refusal.NotFound($"configuration version {id} of this workspace")
                : Refusal.Invalid("The workspace has no configuration yet: upload a configuration version first.");
        }

        var planOnly = wish.PlanOnly ?? configuration.Speculative;
        if (await RefuseAsync(wish, workspace, configuration, planOnly, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        var run = await MakeAsync(wish, workspace, configuration, planOnly, now, cancellationToken);
        db.Runs.Add(run);
        db.Plans.Add(new Plan { Id = run.PlanId, RunId = run.Id });
        db.Applies.Add(new Apply { Id = run.ApplyId, RunId = run.Id });
        announcer.Record(db, run, RunEventActions.Created, access.Caller.UserId, comment: null);
        if (run.PassesQueue)
        {
            await queue.QueuePlanAsync(run, cancellationToken);
        }
        else
        {
            workspace.CurrentRunId ??= run.Id;
            await db.SaveChangesAsync(cancellationToken);
            await queue.AdvanceAsync(workspace, cancellationToken);
        }

        announcer.Announce(db, run);
        return run;
    }

    private async Task<Refusal?> RefuseAsync(
        NewRun wish, Workspace workspace, ConfigurationVersion configuration, bool planOnly, CancellationToken cancellationToken)
    {
        var permissions = await access.PermissionsAsync(workspace, cancellationToken);
        if (!permissions.Contains(planOnly ? Permission.QueuePlans : Permission.QueueApplies))
        {
            return Refusal.Forbidden(planOnly ? "You may not start plans in this workspace." : "You may not start runs that apply in this workspace; a plan-only run may be allowed.");
        }

        if (wish.AutoApply == true && !planOnly && !permissions.Contains(Permission.ApplyRuns))
        {
            return Refusal.Forbidden("You may not apply in this workspace, so the run cannot apply by itself.");
        }

        return (configuration.Status, wish) switch
        {
            (ConfigurationVersionStatus.Errored, _) => Refusal.Invalid($"The configuration version cannot be used: {configuration.ErrorMessage}"),
            (ConfigurationVersionStatus.BackingDataSoftDeleted, _) => Refusal.Invalid($"The data of configuration version {configuration.Id} was deleted; bring it back first, or upload it again."),
            (ConfigurationVersionStatus.BackingDataPermanentlyDeleted, _) => Refusal.Invalid($"The data of configuration version {configuration.Id} was deleted for good; upload it again."),
            (not ConfigurationVersionStatus.Uploaded, _) => Refusal.Invalid($"The configuration version {configuration.Id} is not uploaded."),
            (_, { ToolVersion: not null }) when !planOnly => Refusal.Invalid("Only a plan-only run can have a version of its own; what applies has the workspace's.", "terraform-version"),
            (_, { ToolVersion: { } version }) when version.Length > Run.LongestToolVersion || !ToolVersionSetting.IsValid(version) =>
                Refusal.Invalid("Terraform version must be a version such as 1.11.4, or a constraint such as ~> 1.11.0.", "terraform-version"),
            (_, { IsDestroy: true, RefreshOnly: true }) => Refusal.Invalid("A run cannot both destroy and only refresh.", "refresh-only"),
            (_, { RefreshOnly: true, Refresh: false }) => Refusal.Invalid("A refresh-only run cannot leave the refresh out.", "refresh"),
            (_, { IsDestroy: true }) when !workspace.AllowDestroyPlan && !planOnly => Refusal.Invalid("This workspace does not allow destroy runs; its settings can allow them.", "is-destroy"),
            _ => null,
        };
    }

    private Task<ConfigurationVersion?> FindConfigurationAsync(NewRun wish, Workspace workspace, CancellationToken cancellationToken)
    {
        var all = db.ConfigurationVersions.AsNoTracking().Where(c => c.WorkspaceId == workspace.Id);
        return wish.ConfigurationVersionId is { } id
            ? all.SingleOrDefaultAsync(c => c.Id == id, cancellationToken)
            : all.Where(c => c.Status == ConfigurationVersionStatus.Uploaded && c.Id == workspace.CurrentConfigurationVersionId).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<Run> MakeAsync(
        NewRun wish, Workspace workspace, ConfigurationVersion configuration, bool planOnly, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = RunId.New();
        var message = string.IsNullOrWhiteSpace(wish.Message) ? DefaultMessage(wish) : wish.Message;
        return new Run
        {
            Id = id,
            OrganizationId = workspace.OrganizationId,
            WorkspaceId = workspace.Id,
            ConfigurationVersionId = configuration.Id,
            PlanId = PlanId.New(),
            ApplyId = ApplyId.New(),
            Message = message,
            Source = wish.Source,
            IsDestroy = wish.IsDestroy,
            RefreshOnly = wish.RefreshOnly,
            ToolVersion = wish.ToolVersion,
            Refresh = wish.Refresh,
            AutoApply = !planOnly && !wish.SavePlan && (wish.AutoApply ?? workspace.AutoApply),
            PlanOnly = planOnly,
            SavePlan = wish.SavePlan && !planOnly,
            AllowEmptyApply = wish.AllowEmptyApply,
            AllowConfigGeneration = wish.AllowConfigGeneration,
            TargetAddresses = [.. wish.TargetAddresses],
            ReplaceAddresses = [.. wish.ReplaceAddresses],
            EncryptedVariables = wish.Variables.Count == 0
                ? null
                : await secrets.SealAsync(workspace.OrganizationId, id.Value, JsonSerializer.SerializeToUtf8Bytes(wish.Variables), cancellationToken),
            CreatedByUserId = access.Caller.UserId,
            CreatedAt = now,
            StatusChangedAt = now,
            StatusTimes = [new StatusTime(Contracts.Runs.RunStatus.Pending, now)],
        };
    }

    private static string DefaultMessage(NewRun wish) => wish switch
    {
        { IsDestroy: true } => "Destroy",
        { RefreshOnly: true } => "Refresh only",
        _ => "Triggered via CLI",
    };
}
