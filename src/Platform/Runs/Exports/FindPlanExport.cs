using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs.Exports;

/// <summary>Finds an export for who may make one; the entity is tracked, so that an action can change it.</summary>
internal sealed class FindPlanExport(PlatformDbContext db, FindRun runs)
{
    public async Task<Result<PlanExport>> ExecuteAsync(PlanExportId id, CancellationToken cancellationToken) =>
        await db.PlanExports.FirstOrDefaultAsync(e => e.Id == id, cancellationToken) is { } export
        && (await runs.ExecuteAsync(export.RunId, cancellationToken)).TryGet(out var details, out _)
        && details.Permissions.Contains(Permission.ReadMocks)
            ? export
            : Refusal.NotFound($"plan export {id}");

    public static async Task<IResult> HandleAsync(PlanExportId id, FindPlanExport find, TimeProvider clock, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(id, cancellationToken)).ToHttp(export => JsonApiResults.Ok(PlanExportDocument.Of(export, clock.GetUtcNow())));
}
