using System.IO.Pipelines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Blobs;
using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Platform.Runs.Exports.Mocks;
using Platform.Scheduling.Maintenance;

namespace Platform.Runs.Exports;

/// <summary>Makes the exports that were asked for, the oldest first, and notes those whose hour is over.</summary>
/// <remarks>A row stays queued until its bundle is stored, so that whatever breaks off is done again, by this node or another.</remarks>
internal sealed class MakePlanExports(
    PlatformDbContext db, IEncryptedBlobs blobs, RunFacts facts, TimeProvider clock, ILogger<MakePlanExports> log) : IMaintenanceTask
{
    private const int MostAtOnce = 100;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var expired = clock.GetUtcNow() - PlanExport.Lifetime;
        var all = db.PlanExports.AsNoTracking().OrderBy(e => e.QueuedAt);
        foreach (var id in await all.Where(e => e.Status == PlanExportStatus.Finished && e.EndedAt <= expired).Select(e => e.Id).Take(MostAtOnce).ToListAsync(cancellationToken))
        {
            await ChangeAsync(id, Expire, cancellationToken);
        }

        var queued = await all.Where(e => e.Status == PlanExportStatus.Queued).Take(MostAtOnce).ToListAsync(cancellationToken);
        foreach (var export in queued)
        {
            await SettleAsync(export, cancellationToken);
        }
    }

    private void Expire(PlanExport export)
    {
        // Whoever asked for the next one may have been faster.
        if (export.Status == PlanExportStatus.Finished)
        {
            export.Expire();
            db.UnwantedBlobs.Add(UnwantedBlob.Of(export.OrganizationId, BlobName.PlanExport(export.Id)));
        }
    }

    private async Task SettleAsync(PlanExport export, CancellationToken cancellationToken)
    {
        try
        {
            await MakeAsync(export, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The document is what a run's tool wrote: whatever is wrong with it may keep no other export waiting.
            log.PlanExportFailed(exception, export.Id, export.PlanId);
            await ChangeAsync(export.Id, row => row.Fail("The plan's JSON could not be read; the server's log says why.", clock.GetUtcNow()), cancellationToken);
        }
    }

    private async Task MakeAsync(PlanExport export, CancellationToken cancellationToken)
    {
        var plan = await db.Plans.AsNoTracking().SingleAsync(p => p.Id == export.PlanId, cancellationToken);
        var document = BlobName.Artifact(plan.ArtifactsJobId!.Value, JobArtifact.JsonPlan);
        await using (var content = await blobs.OpenReadAsync(export.OrganizationId, document, cancellationToken))
        {
            if (content is null)
            {
                if (!ReadPlanDocument.MayFollow(plan, clock.GetUtcNow()))
                {
                    await ChangeAsync(export.Id, row => row.Fail("The plan left no JSON to export.", clock.GetUtcNow()), cancellationToken);
                }

                return;
            }
        }

        var run = await facts.LoadAsync(export.RunId, cancellationToken);
        var given = await facts.SensitiveVariablesAsync(export.RunId, cancellationToken);
        var bundle = await MockBundle.PrepareAsync(OpenAsync, run, given, cancellationToken);
        await StoreAsync(export, bundle, cancellationToken);
        if (await ChangeAsync(export.Id, row => row.Finish(clock.GetUtcNow()), cancellationToken))
        {
            log.PlanExportMade(export.Id, export.PlanId);
        }
        else
        {
            // It was deleted in the meantime.
            await blobs.DeleteAsync(export.OrganizationId, BlobName.PlanExport(export.Id), cancellationToken);
        }

        async Task<Stream> OpenAsync(CancellationToken token) =>
            await blobs.OpenReadAsync(export.OrganizationId, document, token) ?? throw new InvalidDataException($"The JSON of {export.PlanId} went while it was read.");
    }

    /// <summary>The blob store reads what it stores, and the bundle is written: a pipe is between them.</summary>
    private async Task StoreAsync(PlanExport export, MockBundle bundle, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var writing = WriteAsync();
        try
        {
            await blobs.PutAsync(export.OrganizationId, BlobName.PlanExport(export.Id), pipe.Reader.AsStream(), cancellationToken);
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
            await writing;
        }

        async Task WriteAsync()
        {
            try
            {
                await bundle.WriteAsync(pipe.Writer.AsStream(leaveOpen: true), cancellationToken);
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception exception)
            {
                // Who reads the pipe fails with it.
                await pipe.Writer.CompleteAsync(exception);
            }
        }
    }

    /// <summary>Changes the row; false when it is gone.</summary>
    private async Task<bool> ChangeAsync(PlanExportId id, Action<PlanExport> change, CancellationToken cancellationToken) => (await db.InTransactionAsync<bool>(
        async inner =>
        {
            var row = await db.PlanExports.FirstOrDefaultAsync(e => e.Id == id, inner);
            if (row is not null)
            {
                change(row);
            }

            return row is not null;
        },
        cancellationToken)).Value;
}
