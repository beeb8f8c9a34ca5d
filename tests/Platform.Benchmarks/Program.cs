using Platform.Benchmarks;

// Prints the table of docs/performance.md. Usage: dotnet run -c Release --project tests/Platform.Benchmarks [-- PART ...]
string[] all = ["start", "runs", "logs", "cli", "requests", "state", "memory", "lists", "access"];
var parts = args.Length == 0 ? all : args;
var table = new Table();
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(30));
if (parts.Contains("lists"))
{
    // In this process and with databases of its own: a million rows are put into them.
    await ListTimes.MeasureAsync(stop.Token);
}

if (parts.Contains("access"))
{
    await AccessTimes.MeasureAsync(stop.Token);
}

if (!parts.Except(["lists", "access"]).Any())
{
    return;
}

await using var server = await ServerUnderTest.StartAsync(stop.Token);
if (parts.Contains("start"))
{
    await StartUp.MeasureAsync(server, table, stop.Token);
}

if (parts.Contains("runs"))
{
    await RunLatency.MeasureAsync(server, table, stop.Token);
}

if (parts.Contains("logs"))
{
    await LogLatency.MeasureAsync(server, table, stop.Token);
}

if (parts.Contains("cli"))
{
    await CommandLine.MeasureAsync(server, table, stop.Token);
}

if (parts.Contains("requests"))
{
    await Throughput.MeasureAsync(server, table, stop.Token);
}

if (parts.Contains("state"))
{
    await StateTransfer.MeasureAsync(server, table, stop.Token);
}

if (parts.Contains("memory"))
{
    await MemoryUse.MeasureAsync(server, table, stop.Token);
}

table.Print(Console.Out);
