using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Platform.Server.Metrics;

/// <summary>Writes metrics in the OpenMetrics text format.</summary>
internal static class OpenMetricsText
{
    public const string MediaType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    public static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var name = type.IsGenericType ? type.GetGenericTypeDefinition().Name : type.Name;
        return name.StartsWith("Histogram", StringComparison.Ordinal) ? MetricKind.Histogram
            : name is "Counter`1" or "ObservableCounter`1" ? MetricKind.Counter
            : MetricKind.Gauge;
    }

    /// <summary>The labels as they are written: <c>{method="GET",route="/runs"}</c>, or nothing.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            return "";
        }

        var text = new StringBuilder("{");
        foreach (var (name, value) in tags)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length > 1 ? "," : "").Append(Name(name)).Append("=\"").Append(escaped).Append('"');
        }

        return text.Append('}').ToString();
    }

    public static void Append(StringBuilder text, Instrument instrument, IEnumerable<KeyValuePair<string, Series>> series)
    {
        var kind = KindOf(instrument);
        var name = Name(instrument.Name) + UnitSuffix(instrument);
        text.Append("# TYPE ").Append(name).Append(' ').Append(kind.ToString().ToLowerInvariant()).Append('\n');
        if (!string.IsNullOrEmpty(instrument.Description))
        {
            text.Append("# HELP ").Append(name).Append(' ').Append(instrument.Description.ReplaceLineEndings(" ")).Append('\n');
        }

        foreach (var (labels, one) in series.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var (sum, count, buckets) = one.Read();
            foreach (var (bound, below) in buckets)
            {
                Line(text, name + "_bucket", With(labels, "le", double.IsPositiveInfinity(bound) ? "+Inf" : Number(bound)), below);
            }

            switch (kind)
            {
                case MetricKind.Histogram:
                    Line(text, name + "_sum", labels, sum);
                    Line(text, name + "_count", labels, count);
                    break;
                case MetricKind.Counter:
                    Line(text, name + "_total", labels, sum);
                    break;
                case MetricKind.Gauge:
                    Line(text, name, labels, sum);
                    break;
            }
        }
    }

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels).Append(' ').Append(Number(value)).Append('\n');

    private static string With(string labels, string name, string value) =>
        labels.Length == 0 ? $"{{{name}=\"{value}\"}}" : $"{labels[..^1]},{name}=\"{value}\"}}";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Name(string name) => string.Create(name.Length, name, (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
        }
    });

    private static string UnitSuffix(Instrument instrument) => instrument.Unit switch
    {
        "s" => "_seconds",
        "By" => "_bytes",
        _ => "",
    };
}
