using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Persistence;

namespace Platform.Runs.Logs;

/// <summary>Where a log's phase belongs and whether it is over.</summary>
public sealed record PhasePlace(OrganizationId OrganizationId, RunId RunId, PhaseStatus Status, DateTimeOffset? EndedAt)
{
    public bool IsOver => Status is PhaseStatus.Finished or PhaseStatus.Errored or PhaseStatus.Canceled or PhaseStatus.Unreachable;
}

/// <summary>Finds a phase by the name its log has: the plan's or the apply's id.</summary>
public sealed class FindPhase(PlatformDbContext db)
{
    public async Task<PhasePlace?> ExecuteAsync(string phase, CancellationToken cancellationToken)
    {
        if (ResourceId.TryParse<PlanId>(phase, out var planId))
        {
            return await db.Plans.Where(p => p.Id == planId)
                .Join(db.Runs, p => p.RunId, r => r.Id, (p, r) => new PhasePlace(r.OrganizationId, r.Id, p.Status, p.EndedAt))
                .SingleOrDefaultAsync(cancellationToken);
        }

        return ResourceId.TryParse<ApplyId>(phase, out var applyId)
            ? await db.Applies.Where(a => a.Id == applyId)
                .Join(db.Runs, a => a.RunId, r => r.Id, (a, r) => new PhasePlace(r.OrganizationId, r.Id, a.Status, a.EndedAt))
                .SingleOrDefaultAsync(cancellationToken)
            : null;
    }
}
