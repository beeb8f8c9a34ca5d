using System.Globalization;

namespace Platform.Benchmarks;

/// <summary>Collects what was measured and prints it as a Markdown table.</summary>
internal sealed class Table
{
    private readonly List<(string What, string Median, string Range, int Count)> _rows = [];

    /// <summary>Adds a row with the median and the range of the samples.</summary>
    public void Add(string what, IReadOnlyCollection<double> samples, string unit)
    {
        var sorted = samples.Order().ToArray();
        _rows.Add((what, $"{Number(Median(sorted))} {unit}", $"{Number(sorted[0])} – {Number(sorted[^1])}", sorted.Length));
        Console.Error.WriteLine($"{what}: {_rows[^1].Median}");
    }

    public void Print(TextWriter writer)
    {
        writer.WriteLine("| measured | median | range | samples |");
        writer.WriteLine("|---|---:|---:|---:|");
        foreach (var (what, median, range, count) in _rows)
        {
            writer.WriteLine($"| {what} | {median} | {range} | {count} |");
        }
    }

    private static double Median(double[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;

    private static string Number(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
