using Microsoft.EntityFrameworkCore;
using Platform.Agents;
using Platform.Blobs;
using Platform.Contracts.Agents;
using Platform.Contracts.Runs;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Results;
using Platform.Runs.Exports;

namespace Platform.Runs;

/// <summary>Keeps a workspace while the tool works for one of its runs, whether that run holds it or not; notes what its runs leave in the blob store.</summary>
internal sealed class ForgetRuns(PlatformDbContext db) : IDeletionPart
{
    public async Task<Refusal?> PrepareAsync(Deletion deletion, CancellationToken cancellationToken)
    {
        var jobs = db.Jobs.Where(j => j.OrganizationId == deletion.Organization);
        var runs = db.Runs.Where(r => r.OrganizationId == deletion.Organization);
        if (deletion.Workspace is { } workspace)
        {
            jobs = jobs.Where(j => j.WorkspaceId == workspace);
            runs = runs.Where(r => r.WorkspaceId == workspace);
        }

        // By force, a job that only waits goes with its run.
        var goingOn = await jobs.Where(j => j.Status == JobStatus.Running || (!deletion.Force && j.Status == JobStatus.Queued))
            .OrderBy(j => j.QueuedAt).Select(j => new { j.RunId, j.Status }).FirstOrDefaultAsync(cancellationToken);
        if (goingOn is not null)
        {
            return Refusal.Conflict($"Run {goingOn.RunId} {(goingOn.Status == JobStatus.Running ? "is going on" : "waits for an agent")}; wait for it to end, or cancel it.");
        }

        foreach (var job in await jobs.Select(j => j.Id).ToListAsync(cancellationToken))
        {
            db.UnwantedBlobs.Add(UnwantedBlob.Of(deletion.Organization, BlobName.StateSnapshot(job)));
            db.UnwantedBlobs.AddRange(Enum.GetValues<JobArtifact>().Select(artifact => UnwantedBlob.Of(deletion.Organization, BlobName.Artifact(job, artifact))));
        }

        foreach (var run in await runs.Select(r => new { r.PlanId, r.ApplyId }).ToListAsync(cancellationToken))
        {
            db.UnwantedBlobs.AddRange(
                from phase in (string[])[run.PlanId.Value, run.ApplyId.Value]
                from stream in Enum.GetValues<LogStream>()
                select UnwantedBlob.OfLog(deletion.Organization, phase, stream));
        }

        var exports = await db.PlanExports.Where(e => runs.Any(r => r.Id == e.RunId) && (e.Status == PlanExportStatus.Queued || e.Status == PlanExportStatus.Finished))
            .Select(e => e.Id).ToListAsync(cancellationToken);
        db.UnwantedBlobs.AddRange(exports.Select(export => UnwantedBlob.Of(deletion.Organization, BlobName.PlanExport(export))));
        return null;
    }
}
