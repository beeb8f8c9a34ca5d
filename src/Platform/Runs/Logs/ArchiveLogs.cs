using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Persistence;
using Platform.Scheduling.Maintenance;

namespace Platform.Runs.Logs;

/// <summary>Moves the logs of phases that ended a while ago from the database to the blob store.</summary>
internal sealed class ArchiveLogs(PlatformDbContext db, FindPhase phases, LogArchive archive, TimeProvider clock, ILogger<ArchiveLogs> log) : IMaintenanceTask
{
    /// <summary>How long a finished log stays in the database: whoever watched the run still reads it.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Delay;
        foreach (var phase in await db.LogChunks.Select(c => c.Phase).Distinct().ToListAsync(cancellationToken))
        {
            try
            {
                await SettleAsync(phase, before, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A key that is missing, a row that was altered, a full disk: none of it may keep the other logs here.
                log.LogNotArchived(exception, phase);
            }
        }
    }

    private async Task SettleAsync(string phase, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var place = await phases.ExecuteAsync(phase, cancellationToken);
        if (place is null)
        {
            // Its run was deleted. No foreign key says so, since a chunk belongs to a plan or to an apply.
            await db.LogChunks.Where(c => c.Phase == phase).ExecuteDeleteAsync(cancellationToken);
        }
        else if (place.EndedAt <= before)
        {
            await archive.ArchiveAsync(place.OrganizationId, phase, cancellationToken);
        }
    }
}
