using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Ids;
using Platform.Persistence;
using Quartz;

namespace Platform.Scheduling;

/// <summary>Rings within this process, right after the commit.</summary>
internal sealed class MemoryDoorbell([FromKeyedServices(SchedulerNames.Phases)] IScheduler phases) : IJobDoorbell
{
    public Task RingAsync(PlatformDbContext db, JobId job, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
        {
            return Ring.StoreAsync(phases, job, cancellationToken);
        }

        db.AfterCommit(token => Ring.StoreAsync(phases, job, token));
        return Task.CompletedTask;
    }
}
