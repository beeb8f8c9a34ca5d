using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Persistence;
using Platform.Scheduling.Maintenance;

namespace Platform.Blobs;

/// <summary>Deletes the objects of what was deleted. Each row goes after its object, so that whatever breaks off is done again.</summary>
internal sealed class DeleteUnwantedBlobs(PlatformDbContext db, IBlobStore store, ILogger<DeleteUnwantedBlobs> log) : IMaintenanceTask
{
    private const int BatchSize = 200;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failed = 0;
        while (true)
        {
            var batch = await db.UnwantedBlobs.AsNoTracking().OrderBy(b => b.Path).Skip(failed).Take(BatchSize).ToListAsync(cancellationToken);
            if (batch.Count == 0)
            {
                return;
            }

            var gone = new List<string>();
            foreach (var blob in batch)
            {
                try
                {
                    await DeleteAsync(blob, cancellationToken);
                    gone.Add(blob.Path);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    log.UnwantedBlobNotDeleted(exception, blob.Path);
                    failed++;
                }
            }

            await db.UnwantedBlobs.Where(b => gone.Contains(b.Path)).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private async Task DeleteAsync(UnwantedBlob blob, CancellationToken cancellationToken)
    {
        if (!blob.InPieces)
        {
            await store.DeleteAsync(blob.Path, cancellationToken);
            return;
        }

        var pieces = 0L;
        while (await ExistsAsync(BlobName.Piece(blob.Path, pieces), cancellationToken))
        {
            pieces++;
        }

        // From the last to the first: what breaks off leaves no gap, at which the next try would stop counting.
        while (pieces-- > 0)
        {
            await store.DeleteAsync(BlobName.Piece(blob.Path, pieces), cancellationToken);
        }
    }

    private async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenReadAsync(path, cancellationToken);
        return content is not null;
    }
}
