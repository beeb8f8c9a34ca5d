using System.Diagnostics;
using System.Globalization;
using Platform.TestKit;
using Platform.TestKit.Scale;

namespace Platform.Benchmarks;

/// <summary>Every list of an organization with 10,000 workspaces, 100,000 runs and 1,000,000 lines of logs, on both databases.</summary>
internal static class ListTimes
{
    private const int Samples = 20;
    private const int Workspaces = 10_000;
    private const int Runs = 100_000;
    private const int LogLines = 1_000_000;

    public static async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var sqlite = await MeasureAsync(TestDatabase.Sqlite, cancellationToken);
        var postgreSql = await MeasureAsync(TestDatabase.PostgreSql, cancellationToken);
        Console.Out.WriteLine("| list | SQLite | PostgreSQL | budget |");
        Console.Out.WriteLine("|---|---:|---:|---:|");
        foreach (var ((list, onSqlite), (_, onPostgreSql)) in sqlite.Zip(postgreSql))
        {
            Console.Out.WriteLine($"| `{list}` | {Text(onSqlite)} ms | {Text(onPostgreSql)} ms | 100 ms |");
        }
    }

    private static async Task<List<(string List, double Median)>> MeasureAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Database = database, Workers = false, Settings = new Dictionary<string, string> { ["Logging:LogLevel:Default"] = "Warning" } }, cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken, "large");
        var began = Stopwatch.GetTimestamp();
        await LargeOrganization.FillAsync(platform, organization, Workspaces, Runs, LogLines, cancellationToken);
        Console.Error.WriteLine($"{database} filled in {Text(Stopwatch.GetElapsedTime(began).TotalSeconds)} s");
        var user = (await platform.Api.GetAsync("account/details", cancellationToken)).GetProperty("id").GetString()!;
        using var client = platform.CreatePlainClient(platform.AdminToken);
        List<(string List, double Median)> medians = [];
        foreach (var list in Lists.In(organization, user))
        {
            medians.Add((Name(list, user), await MedianAsync(client, list, cancellationToken)));
            Console.Error.WriteLine($"{database} {medians[^1].List}: {Text(medians[^1].Median)} ms");
        }

        return medians;
    }

    private static async Task<double> MedianAsync(HttpClient client, string list, CancellationToken cancellationToken)
    {
        List<double> times = [];
        for (var sample = 0; sample <= Samples; sample++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(new Uri($"/api/v2/{list}", UriKind.Relative), cancellationToken);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        // The first one compiles and fills caches.
        return times.Skip(1).Order().ElementAt(Samples / 2);
    }

    private static string Name(string list, string user) =>
        list.TrimEnd('?').Replace(LargeOrganization.Busy.Value, "{ws}", StringComparison.Ordinal).Replace(LargeOrganization.Run.Value, "{run}", StringComparison.Ordinal).Replace(user, "{user}", StringComparison.Ordinal);

    private static string Text(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
