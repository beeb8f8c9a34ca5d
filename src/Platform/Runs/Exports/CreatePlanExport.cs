using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Access;
using Platform.Blobs;
using Platform.Contracts.Ids;
using Platform.JsonApi;
using Platform.Persistence;
using Platform.Results;

namespace Platform.Runs.Exports;

/// <summary>Asks for an export of a finished plan, which is made soon after.</summary>
internal sealed class CreatePlanExport(PlatformDbContext db, FindRun runs, TimeProvider clock, ILogger<CreatePlanExport> log)
{
    private const string Relationship = "/data/relationships/plan";
    private static readonly Refusal OneAtATime = new(
        RefusalKind.Invalid, "An export of this plan is being made or can be downloaded already; the plan's relationship exports names it.", Relationship);

    public async Task<Result<PlanExport>> ExecuteAsync(PlanId planId, string? dataType, CancellationToken cancellationToken)
    {
        if (dataType != PlanExportDocument.DataType)
        {
            return Refusal.Invalid($"Data type must be \"{PlanExportDocument.DataType}\".", "data-type");
        }

        try
        {
            var made = await db.InTransactionAsync(inner => QueueAsync(planId, inner), cancellationToken);
            if (made.TryGet(out var export, out _))
            {
                log.PlanExportQueued(export.Id, planId);
            }

            return made;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return OneAtATime;
        }
    }

    public static async Task<IResult> HandleAsync(JsonApiRequest<PlanExportSettings> request, CreatePlanExport create, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (request.Refusal is { } malformed)
        {
            return JsonApiResults.Refused(malformed);
        }

        if (request.RelatedId("plan") is not { } name)
        {
            return JsonApiResults.Refused(new Refusal(RefusalKind.Invalid, "Plan can't be blank.", Relationship));
        }

        return ResourceId.TryParse<PlanId>(name, out var plan)
            ? (await create.ExecuteAsync(plan, request.Attributes.DataType, cancellationToken))
                .ToHttp(export => JsonApiResults.Created(PlanExportDocument.Of(export, clock.GetUtcNow())))
            : JsonApiResults.Refused(Refusal.NotFound("such plan"));
    }

    private async Task<Result<PlanExport>> QueueAsync(PlanId planId, CancellationToken cancellationToken)
    {
        if (!(await runs.OfPlanAsync(planId, cancellationToken)).TryGet(out var details, out var refusal))
        {
            return refusal;
        }

        // As for the plan's JSON: who may not read it does not learn whether there is one.
        if (!details.Permissions.Contains(Permission.ReadMocks))
        {
            return Refusal.NotFound($"plan {planId}");
        }

        if (!details.Plan.IsExportable)
        {
            return new Refusal(RefusalKind.Invalid, "Only a plan that has finished can be exported.", Relationship);
        }

        var now = clock.GetUtcNow();
        if (await db.PlanExports.FirstOrDefaultAsync(e => e.LivePlanId == planId, cancellationToken) is { } live)
        {
            if (live.StatusAt(now) != PlanExportStatus.Expired)
            {
                return OneAtATime;
            }

            live.Expire();
            db.UnwantedBlobs.Add(UnwantedBlob.Of(live.OrganizationId, BlobName.PlanExport(live.Id)));
        }

        var export = PlanExport.Of(details.Run, now);
        db.PlanExports.Add(export);
        return export;
    }
}
