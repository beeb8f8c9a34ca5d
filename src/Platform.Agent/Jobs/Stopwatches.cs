using System.Collections.Concurrent;
using System.Globalization;

namespace Platform.Agent.Jobs;

/// <summary>When each part of the job began and how long it took, counted from the job's arrival.</summary>
internal sealed class Stopwatches(TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private readonly ConcurrentQueue<string> _parts = new();

    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>Notes a moment.</summary>
    public void Mark(string what) => _parts.Enqueue($"{what} at {Milliseconds(Elapsed)} ms");

    /// <summary>Notes a part when it is disposed.</summary>
    public IDisposable Measure(string what) => new Part(this, what, Elapsed);

    public override string ToString() => string.Join(", ", _parts);

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private sealed class Part(Stopwatches all, string what, TimeSpan began) : IDisposable
    {
        public void Dispose() => all._parts.Enqueue($"{what} {Milliseconds(began)}-{Milliseconds(all.Elapsed)} ms");
    }
}
