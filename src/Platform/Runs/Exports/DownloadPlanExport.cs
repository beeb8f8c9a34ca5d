using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.Discovery;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs.Exports;

/// <summary>Gives out a finished export: the API names an address that carries its own permission, for clients that send it no token.</summary>
internal static class DownloadPlanExport
{
    public const string Purpose = "plan-export";
    private static readonly TimeSpan LongestStay = TimeSpan.FromMinutes(5);

    [Answers(302)]
    public static async Task<IResult> HandleAsync(PlanExportId id, FindPlanExport find, CapabilityUrls urls, TimeProvider clock, CancellationToken cancellationToken) =>
        (await find.ExecuteAsync(id, cancellationToken)).TryGet(out var export, out var refusal) && export.IsThere(clock.GetUtcNow())
            ? TypedResults.Redirect(urls.Make(Purpose, id.Value, LongestStay).AbsoluteUri)
            : JsonApiResults.Refused(refusal ?? Refusal.NotFound($"download of plan export {id}"));

    public static async Task<IResult> HandleSignedAsync(
        HttpContext context, CapabilityUrls urls, PlatformDbContext db, IEncryptedBlobs blobs, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!urls.TryRead(context, Purpose, out var subject) || !ResourceId.TryParse<PlanExportId>(subject, out var id))
        {
            return TypedResults.NotFound();
        }

        // The address may outlive the export, which may be deleted or over.
        var export = await db.PlanExports.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id, cancellationToken);
        var bundle = export?.IsThere(clock.GetUtcNow()) == true
            ? await blobs.OpenReadAsync(export.OrganizationId, BlobName.PlanExport(id), cancellationToken)
            : null;
        return bundle is null ? TypedResults.NotFound() : TypedResults.Stream(bundle, "application/gzip", $"{id}.tar.gz");
    }
}
