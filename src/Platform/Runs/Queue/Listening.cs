using Microsoft.Extensions.Options;
using Platform.Agents;

namespace Platform.Runs.Queue;

/// <summary>Knows since when agents could have been heard. A job is not lost for the server's own absence.</summary>
internal sealed class Listening(IOptions<WorkerOptions> options, TimeProvider clock)
{
    // Several times what lies between two sweeps, however busy the machine is: with a short lease half of it would never be over.
    private static readonly TimeSpan LongestBetweenSweeps = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private DateTimeOffset _since = clock.GetUtcNow();
    private DateTimeOffset _asked = clock.GetUtcNow();

    /// <summary>True once agents had a whole lease to be heard in. Asked at each sweep, after the database has answered.</summary>
    /// <remarks>A long time without a sweep means that the machine slept, the process stood still or the database was away: then it begins anew.</remarks>
    public bool ForAWholeLease()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (now - _asked > LongestBetweenSweeps)
            {
                _since = now;
            }

            _asked = now;
            return now - _since >= options.Value.Lease;
        }
    }
}
