using System.Diagnostics;
using System.Text.Json;

namespace Platform.Benchmarks;

/// <summary>How long a run of one resource takes, step by step; the configuration is the same each time and the resource new.</summary>
internal static class RunLatency
{
    private const int Samples = 20;
    private const int WarmUps = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(4);

    /// <summary>Between planned and confirmed: whoever confirms has read the plan, or is a client that asks about once a second.</summary>
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(2);

    private const string Configuration = "resource \"terraform_data\" \"one\" {\n  input = timestamp()\n}\n";

    public static async Task MeasureAsync(ServerUnderTest server, Table table, CancellationToken cancellationToken)
    {
        var api = new Api(server.Client);
        var (workspace, configuration) = await api.PrepareAsync("latency", Configuration, cancellationToken);
        List<double> toInit = [], toPlan = [], planToReadable = [], toPlanned = [], toApplied = [];
        for (var i = -WarmUps; i < Samples; i++)
        {
            // Runs come one at a time, as people start them: the agents that the last one used up are replaced by then.
            await Task.Delay(Pause, cancellationToken);
            var clock = Stopwatch.GetTimestamp();
            var run = await api.CreateRunAsync(workspace, configuration, new { message = "benchmark" }, cancellationToken);
            var planned = await api.UntilAsync(run, cancellationToken, "planned");
            var readableAt = TimeProvider.System.GetUtcNow();
            var created = planned.GetProperty("created-at").GetDateTimeOffset();
            var total = Stopwatch.GetElapsedTime(clock);
            var steps = Steps(await api.GetAsync($"/api/v2/runs/{run}/plan", cancellationToken));

            await Task.Delay(Reading, cancellationToken);
            clock = Stopwatch.GetTimestamp();
            await api.ActAsync(run, "apply", cancellationToken);
            await api.UntilAsync(run, cancellationToken, "applied");
            var applied = Stopwatch.GetElapsedTime(clock);
            if (i < 0)
            {
                continue;
            }

            toInit.Add((steps["init"] - created).TotalMilliseconds);
            toPlan.Add((steps["plan"] - created).TotalMilliseconds);
            planToReadable.Add((readableAt - steps["show-plan"]).TotalMilliseconds);
            toPlanned.Add(total.TotalMilliseconds);
            toApplied.Add(applied.TotalMilliseconds);
        }

        table.Add("run created → first tool process (init) started", toInit, "ms");
        table.Add("run created → plan process started (sandbox and init included)", toPlan, "ms");
        table.Add("plan process ended → `planned` readable", planToReadable, "ms");
        table.Add("run created → planned, as the client sees it", toPlanned, "ms");
        table.Add("confirmed → applied, as the client sees it", toApplied, "ms");
    }

    private static Dictionary<string, DateTimeOffset> Steps(JsonElement phase) =>
        phase.GetProperty("data").GetProperty("attributes").GetProperty("steps").EnumerateArray()
            .ToDictionary(step => step.GetProperty("name").GetString()!, step => step.GetProperty("at").GetDateTimeOffset());
}
