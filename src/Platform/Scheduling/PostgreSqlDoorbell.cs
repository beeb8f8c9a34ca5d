using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Ids;
using Platform.Events;
using Platform.Persistence;
using Quartz;

namespace Platform.Scheduling;

/// <summary>Rings with a trigger that commits together with the row that queues the job, and lets every node know.</summary>
internal sealed class PostgreSqlDoorbell([FromKeyedServices(SchedulerNames.Phases)] IScheduler phases, IEventStream events) : IJobDoorbell
{
    public async Task RingAsync(PlatformDbContext db, JobId job, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not { } transaction)
        {
            await Ring.StoreAsync(phases, job, cancellationToken);
            await events.PublishAsync(PhasesWaker.Topic, cancellationToken);
            return;
        }

        // Ended after the commit: that is when Quartz tells the scheduler of this node to look.
        var enlistment = phases.EnlistTransaction(transaction.GetDbTransaction());
        await Ring.StoreEnlistedAsync(phases, job, cancellationToken);
        db.AfterCommit(token =>
        {
            enlistment.Dispose();
            return events.PublishAsync(PhasesWaker.Topic, token);
        });
    }
}
