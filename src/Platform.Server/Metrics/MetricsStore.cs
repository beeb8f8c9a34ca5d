using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Platform.Server.Metrics;

/// <summary>Adds up what the program measures, to be read as OpenMetrics text.</summary>
internal sealed class MetricsStore : IHostedService, IDisposable
{
    private static readonly string[] Meters = ["Platform", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    // One more would be a label that never repeats; a store that grew with it would end the server.
    private const int MostSeries = 2000;

    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Series>> _instruments = new();
    private readonly MeterListener _listener = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everything measured so far.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (instrument, series) in _instruments.OrderBy(entry => entry.Key.Name, StringComparer.Ordinal))
        {
            OpenMetricsText.Append(text, instrument, series);
        }

        return text.Append("# EOF\n").ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = _instruments.GetOrAdd(instrument, _ => new ConcurrentDictionary<string, Series>(StringComparer.Ordinal));
        var labels = OpenMetricsText.Labels(tags);
        if (!all.TryGetValue(labels, out var series))
        {
            if (all.Count >= MostSeries)
            {
                return;
            }

            series = all.GetOrAdd(labels, _ => new Series(instrument));
        }

        series.Record(value);
    }
}
