using System.Diagnostics.Metrics;

namespace Platform.Server.Metrics;

/// <summary>The values of one instrument with one set of labels.</summary>
internal sealed class Series(Instrument instrument)
{
    // Seconds, from a request that is answered from memory to one that waits for a lock.
    private static readonly double[] DefaultBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private readonly Lock _gate = new();
    private readonly double[] _bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? DefaultBounds;
    private readonly MetricKind _kind = OpenMetricsText.KindOf(instrument);
    private readonly bool _isObserved = instrument.IsObservable;
    private long[]? _buckets;
    private double _sum;
    private long _count;

    public void Record(double value)
    {
        lock (_gate)
        {
            switch (_kind)
            {
                case MetricKind.Histogram:
                    _buckets ??= new long[_bounds.Length + 1];
                    var bucket = Array.BinarySearch(_bounds, value);
                    _buckets[bucket >= 0 ? bucket : ~bucket]++;
                    _sum += value;
                    _count++;
                    break;

                // An observed instrument tells where it stands, the others by how much they moved.
                case MetricKind.Counter or MetricKind.Gauge:
                    _sum = _isObserved || instrument is Gauge<double> or Gauge<long> or Gauge<int> ? value : _sum + value;
                    break;
            }
        }
    }

    /// <summary>The value, or a histogram's sum; its count and its buckets, each with what lies at or below its bound.</summary>
    public (double Sum, long Count, IReadOnlyList<(double Bound, long Count)> Buckets) Read()
    {
        lock (_gate)
        {
            long total = 0;
            return (_sum, _count, [.. (_buckets ?? []).Select((count, i) => (i < _bounds.Length ? _bounds[i] : double.PositiveInfinity, total += count))]);
        }
    }
}

/// <summary>The kinds of metrics that OpenMetrics tells apart here.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
