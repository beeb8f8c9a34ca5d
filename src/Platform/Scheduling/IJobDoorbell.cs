using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Scheduling;

/// <summary>Wakes a node with room for a queued job. A lost ring costs seconds, never a job: the sweep rings again.</summary>
public interface IJobDoorbell
{
    /// <summary>Rings within the transaction that queues the job (PostgreSQL: the trigger commits with it) or right after its commit (SQLite).</summary>
    Task RingAsync(PlatformDbContext db, JobId job, CancellationToken cancellationToken);
}

/// <summary>What a ring leads to: the best waiting job is claimed and carried out.</summary>
public interface IJobRunner
{
    /// <summary>Whether this node has anything to do with jobs at all. One that has not takes no ring from those that have.</summary>
    Task<bool> TakesJobsAsync(CancellationToken cancellationToken);

    /// <summary>Claims the best waiting job and carries it out to its end; returns at once when none waits.</summary>
    Task RunNextAsync(CancellationToken cancellationToken);
}
