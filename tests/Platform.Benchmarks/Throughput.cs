using System.Globalization;
using System.Text.RegularExpressions;
using Medallion.Shell;

namespace Platform.Benchmarks;

/// <summary><c>GET</c> of one workspace over HTTPS with a token, by wrk beside the server on the same cores.</summary>
internal static partial class Throughput
{
    private const int Samples = 5;

    // By then the runtime has compiled the way of a request for the second and last time.
    private const int WarmUps = 5;
    private const string Seconds = "5";

    public static async Task MeasureAsync(ServerUnderTest server, Table table, CancellationToken cancellationToken)
    {
        var api = new Api(server.Client);
        var (workspace, _) = await api.PrepareAsync("requests", "", cancellationToken);
        List<double> rates = [];
        for (var i = 0; i < WarmUps; i++)
        {
            await RunAsync(server, workspace);
        }

        while (rates.Count < Samples)
        {
            rates.Add(await RunAsync(server, workspace));
        }

        table.Add("`GET` of one workspace over HTTPS", rates, "requests/s");
    }

    private static async Task<double> RunAsync(ServerUnderTest server, string workspace)
    {
        var result = await Command.Run(
            "wrk", ["-t1", "-c16", $"-d{Seconds}s", "-H", $"Authorization: Bearer {server.Token}", new Uri(server.Url, $"/api/v2/workspaces/{workspace}").AbsoluteUri]).Task;
        var match = Rate().Match(result.StandardOutput);
        return match.Success && !result.StandardOutput.Contains("Non-2xx", StringComparison.Ordinal)
            ? double.Parse(match.Groups["rate"].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"wrk failed (Debian's package wrk must be installed): {result.StandardOutput}{result.StandardError}");
    }

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[0-9.]+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Rate();
}
