using System.Diagnostics.Metrics;
using Platform.Agents;
using Platform.Contracts.Agents;

namespace Platform.Runs;

/// <summary>What an operator watches of runs: how long jobs wait for an agent, how long phases take, how they end, and how many agents were lost.</summary>
public sealed class RunMetrics
{
    /// <summary>Seconds, from a plan of nothing to an apply of an hour.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3600] };

    private readonly Histogram<double> _waited;
    private readonly Histogram<double> _took;
    private readonly Counter<long> _lost;

    public RunMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create("Platform");
        _waited = meter.CreateHistogram("platform.job.wait", "s", "Time from a job's queuing until a node took it.", advice: Seconds);
        _took = meter.CreateHistogram("platform.phase.duration", "s", "Time from a node's taking a job until its agent reported.", advice: Seconds);
        _lost = meter.CreateCounter<long>("platform.jobs.lost", "{job}", "Jobs whose agent was not heard of for a lease.");
    }

    internal void Claimed(Job job) => _waited.Record(((job.ClaimedAt ?? job.QueuedAt) - job.QueuedAt).TotalSeconds, Phase(job));

    internal void Reported(Job job, JobOutcome outcome)
    {
        if (job is { ClaimedAt: { } began, EndedAt: { } ended })
        {
            _took.Record((ended - began).TotalSeconds, Phase(job), new("outcome", outcome.ToString()));
        }
    }

    internal void Lost(Job job) => _lost.Add(1, Phase(job));

    private static KeyValuePair<string, object?> Phase(Job job) => new("phase", job.Phase.ToString());
}
