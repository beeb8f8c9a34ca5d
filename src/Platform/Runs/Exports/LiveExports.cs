using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Runs.Exports;

/// <summary>Finds the exports of plans that are to be made or can be downloaded, with one query for all plans.</summary>
internal sealed class LiveExports(PlatformDbContext db, TimeProvider clock)
{
    public async Task<ILookup<PlanId, PlanExportId>> OfAsync(IReadOnlyList<PlanId> plans, CancellationToken cancellationToken)
    {
        var ids = plans.Select(plan => (PlanId?)plan).ToArray();
        var now = clock.GetUtcNow();
        return (await db.PlanExports.AsNoTracking().Where(e => ids.Contains(e.LivePlanId)).ToListAsync(cancellationToken))
            .Where(export => export.StatusAt(now) != PlanExportStatus.Expired).ToLookup(export => export.PlanId, export => export.Id);
    }
}
