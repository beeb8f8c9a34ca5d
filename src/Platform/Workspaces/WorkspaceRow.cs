using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Organizations;
using Platform.Persistence;

namespace Platform.Workspaces;

/// <summary>What one statement reads of a workspace; <paramref name="HolderWaits"/> says that the run that holds it waits for an agent to plan it.</summary>
/// <remarks>The two compiled queries repeat the projection because a compiled query cannot call a method that builds a part of it.</remarks>
internal sealed record WorkspaceRow(Workspace Workspace, string OrganizationName, ExecutionMode DefaultMode, List<WorkspaceTag> Tags, bool HolderWaits)
{
    public static Task<WorkspaceRow?> ByIdAsync(PlatformDbContext db, WorkspaceId id, CancellationToken cancellationToken) =>
        CompiledQueries<Queries>.For(db).ById(db, id, cancellationToken);

    public static Task<WorkspaceRow?> ByNameAsync(PlatformDbContext db, string organizationNameOrId, string name, CancellationToken cancellationToken)
    {
        var normalized = WorkspaceName.Normalize(name);
        return Organizations.OrganizationName.TryReadId(organizationNameOrId, out var id)
            ? Of(db, db.Workspaces.Where(w => w.OrganizationId == id && w.NormalizedName == normalized)).FirstOrDefaultAsync(cancellationToken)
            : CompiledQueries<Queries>.For(db).ByName(db, Organizations.OrganizationName.Normalize(organizationNameOrId), normalized, cancellationToken);
    }

    public static IQueryable<WorkspaceRow> Of(PlatformDbContext db, IQueryable<Workspace> workspaces) =>
        from workspace in workspaces.AsNoTracking()
        join organization in db.Organizations on workspace.OrganizationId equals organization.Id
        join project in db.Projects on workspace.ProjectId equals project.Id
        select new WorkspaceRow(
            workspace,
            organization.Name,
            project.DefaultExecutionMode ?? organization.DefaultExecutionMode,
            db.WorkspaceTags.AsNoTracking().Where(tag => tag.WorkspaceId == workspace.Id).OrderBy(tag => tag.Key).ToList(),
            db.Runs.Any(run => run.Id == workspace.HoldingRunId && run.Status == RunStatus.PlanQueued));

    /// <summary>With what the caller may do.</summary>
    public WorkspaceDetails For(FrozenSet<Permission> permissions) => new(
        Workspace,
        OrganizationName,
        Workspace.OverwritesExecutionMode ? Workspace.ExecutionMode : DefaultMode,
        Tags,
        permissions,
        HolderWaits ? null : Workspace.HoldingRunId);

    private sealed class Queries
    {
        public Func<PlatformDbContext, WorkspaceId, CancellationToken, Task<WorkspaceRow?>> ById { get; } =
            EF.CompileAsyncQuery((PlatformDbContext db, WorkspaceId id, CancellationToken cancellationToken) => (
                from workspace in db.Workspaces.AsNoTracking()
                join organization in db.Organizations on workspace.OrganizationId equals organization.Id
                join project in db.Projects on workspace.ProjectId equals project.Id
                where workspace.Id == id
                select new WorkspaceRow(
                    workspace,
                    organization.Name,
                    project.DefaultExecutionMode ?? organization.DefaultExecutionMode,
                    db.WorkspaceTags.AsNoTracking().Where(tag => tag.WorkspaceId == workspace.Id).OrderBy(tag => tag.Key).ToList(),
                    db.Runs.Any(run => run.Id == workspace.HoldingRunId && run.Status == RunStatus.PlanQueued))).FirstOrDefault());

        public Func<PlatformDbContext, string, string, CancellationToken, Task<WorkspaceRow?>> ByName { get; } =
            EF.CompileAsyncQuery((PlatformDbContext db, string organizationName, string name, CancellationToken cancellationToken) => (
                from workspace in db.Workspaces.AsNoTracking()
                join organization in db.Organizations on workspace.OrganizationId equals organization.Id
                join project in db.Projects on workspace.ProjectId equals project.Id
                where organization.NormalizedName == organizationName && workspace.NormalizedName == name
                select new WorkspaceRow(
                    workspace,
                    organization.Name,
                    project.DefaultExecutionMode ?? organization.DefaultExecutionMode,
                    db.WorkspaceTags.AsNoTracking().Where(tag => tag.WorkspaceId == workspace.Id).OrderBy(tag => tag.Key).ToList(),
                    db.Runs.Any(run => run.Id == workspace.HoldingRunId && run.Status == RunStatus.PlanQueued))).FirstOrDefault());
    }
}
