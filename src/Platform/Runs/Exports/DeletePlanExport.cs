using Microsoft.AspNetCore.Http;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs.Exports;

/// <summary>Deletes an export before its hour is over, or before it is made.</summary>
internal sealed class DeletePlanExport(PlatformDbContext db, FindPlanExport find)
{
    public Task<Result<Done>> ExecuteAsync(PlanExportId id, CancellationToken cancellationToken) => db.InTransactionAsync<Done>(
        async inner =>
        {
            if (!(await find.ExecuteAsync(id, inner)).TryGet(out var export, out var refusal))
            {
                return refusal;
            }

            db.PlanExports.Remove(export);
            if (export.Status == PlanExportStatus.Finished)
            {
                db.UnwantedBlobs.Add(UnwantedBlob.Of(export.OrganizationId, BlobName.PlanExport(id)));
            }

            return Done.Value;
        },
        cancellationToken);

    public static async Task<IResult> HandleAsync(PlanExportId id, DeletePlanExport delete, CancellationToken cancellationToken) =>
        (await delete.ExecuteAsync(id, cancellationToken)).ToHttp(_ => TypedResults.NoContent());
}
