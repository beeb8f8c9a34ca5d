using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Workspaces.Retention;

/// <summary>After how many days a workspace's data is to be deleted.</summary>
internal sealed record RetentionRule(WorkspaceId Workspace, int Days);

/// <summary>Says which retention policy a workspace is under: its own or, where it has none, its organization's.</summary>
internal sealed class RetentionRules(PlatformDbContext db)
{
    /// <summary>The workspaces whose data gets old. Those that a run holds are left for another day.</summary>
    public Task<List<RetentionRule>> ListAsync(CancellationToken cancellationToken) =>
        Of(db.Workspaces.OrderBy(workspace => workspace.Id)).ToListAsync(cancellationToken);

    /// <summary>Whether this is still what the workspace is under: somebody may have changed their mind since it was listed.</summary>
    public async Task<bool> HoldsAsync(RetentionRule rule, CancellationToken cancellationToken) =>
        await Of(db.Workspaces.Where(workspace => workspace.Id == rule.Workspace)).FirstOrDefaultAsync(cancellationToken) == rule;

    /// <summary>Those of these workspaces whose policy says that nothing is deleted.</summary>
    public Task<List<WorkspaceId>> KeepingAsync(IReadOnlyList<WorkspaceId> workspaces, CancellationToken cancellationToken) => (
        from workspace in db.Workspaces
        join organization in db.Organizations on workspace.OrganizationId equals organization.Id
        where workspaces.Contains(workspace.Id)
        where workspace.RetentionPolicyId != null
            ? workspace.RetentionDays == null
            : organization.RetentionPolicyId != null && organization.RetentionDays == null
        select workspace.Id).ToListAsync(cancellationToken);

    private IQueryable<RetentionRule> Of(IQueryable<Workspace> workspaces) =>
        from workspace in workspaces
        join organization in db.Organizations on workspace.OrganizationId equals organization.Id
        where workspace.HoldingRunId == null
        let days = workspace.RetentionPolicyId != null ? workspace.RetentionDays : organization.RetentionDays
        where days != null
        select new RetentionRule(workspace.Id, days!.Value);
}
