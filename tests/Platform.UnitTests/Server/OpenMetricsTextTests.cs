using System.Diagnostics.Metrics;
using Platform.Server.Metrics;

namespace Platform.UnitTests.Server;

public sealed class OpenMetricsTextTests : IDisposable
{
    private readonly Meter _meter = new("Platform");
    private readonly MetricsStore _store = new();

    [Fact]
    public async Task Counters_gauges_and_histograms_are_written_as_scrapers_read_them()
    {
        await _store.StartAsync(TestContext.Current.CancellationToken);
        var counter = _meter.CreateCounter<long>("test.jobs", "{job}", "Jobs done.");
        counter.Add(2, new KeyValuePair<string, object?>("outcome", "well \"done\""));
        counter.Add(3, new KeyValuePair<string, object?>("outcome", "well \"done\""));
        _meter.CreateObservableGauge("test.size", () => 7, "By");
        var histogram = _meter.CreateHistogram("test.wait", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
        histogram.Record(1);
        histogram.Record(1.5);
        histogram.Record(9);

        var text = _store.Write();

        Assert.Contains("# TYPE test_jobs counter\n# HELP test_jobs Jobs done.\ntest_jobs_total{outcome=\"well \\\"done\\\"\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_size_bytes gauge\ntest_size_bytes 7\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "test_wait_seconds_bucket{le=\"1\"} 1\ntest_wait_seconds_bucket{le=\"2\"} 2\ntest_wait_seconds_bucket{le=\"+Inf\"} 3\ntest_wait_seconds_sum 11.5\ntest_wait_seconds_count 3\n",
            text,
            StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _store.Dispose();
        _meter.Dispose();
    }
}
