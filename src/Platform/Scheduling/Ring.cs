using Platform.Contracts.Ids;
using Quartz;

namespace Platform.Scheduling;

/// <summary>One ring of the doorbell: a trigger that fires once, now.</summary>
internal static class Ring
{
    public static ITrigger For(JobId job) => TriggerBuilder.Create()
        .WithIdentity(job.Value)
        .ForJob(RunPhase.Key)
        .StartNow()

        // While all slots are taken a trigger waits for long; that is a queue and not a misfire.
        .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
        .Build();

    /// <summary>Stores the trigger. An earlier ring for the same job may have been answered with another job, so the later one stands.</summary>
    public static async Task StoreAsync(IScheduler scheduler, JobId job, CancellationToken cancellationToken) =>
        await scheduler.ScheduleTrigger(For(job), TriggerConflict.Replace, cancellationToken);
}
