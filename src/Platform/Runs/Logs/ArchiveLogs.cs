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
            var place = await phases.ExecuteAsync(phase, cancellationToken);
            if (place is null || place.EndedAt is null || place.EndedAt > before)
            {
                continue;
            }

            try
            {
                await archive.ArchiveAsync(place.OrganizationId, phase, cancellationToken);
            }
            catch (IOException exception)
            {
                log.LogNotArchived(exception, phase);
            }
        }
    }
}
