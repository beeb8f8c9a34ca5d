using Platform.Contracts.Ids;
using Quartz;

namespace Platform.Scheduling;

/// <summary>One ring of the doorbell: a trigger that fires once, now.</summary>
internal static class Ring
{
    /// <summary>Stores a trigger for the job. An earlier ring may have been answered with another job, so the later one stands.</summary>
    public static async Task StoreAsync(IScheduler scheduler, JobId job, CancellationToken cancellationToken) =>
        await scheduler.ScheduleTrigger(Trigger(job.Value), TriggerConflict.Replace, cancellationToken);

    /// <summary>Stores a trigger in the transaction that the caller enlisted, without the lock on all triggers that replacing one takes.</summary>
    /// <remarks>That lock would be held until the caller commits, and nodes that take it after rows of their own would wait for each other.</remarks>
    public static async Task StoreEnlistedAsync(IScheduler scheduler, JobId job, CancellationToken cancellationToken)
    {
        try
        {
            await scheduler.ScheduleJob(Trigger(job.Value), cancellationToken: cancellationToken);
        }
        catch (ObjectAlreadyExistsException)
        {
            // Rung for before, and that trigger may be the one whose firing carries out another job just now.
            await scheduler.ScheduleJob(Trigger($"{job.Value}:{Guid.CreateVersion7():N}"), cancellationToken: cancellationToken);
        }
    }

    private static ITrigger Trigger(string name) => TriggerBuilder.Create()
        .WithIdentity(name)
        .ForJob(RunPhase.Key)
        .StartNow()

        // While all slots are taken a trigger waits for long; that is a queue and not a misfire.
        .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
        .Build();
}
