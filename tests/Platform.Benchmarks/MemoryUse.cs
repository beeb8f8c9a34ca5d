namespace Platform.Benchmarks;

/// <summary>What the server takes after 200 runs.</summary>
internal static class MemoryUse
{
    private const int Runs = 200;
    private const string Configuration = "resource \"terraform_data\" \"one\" {\n  input = timestamp()\n}\n";

    public static async Task MeasureAsync(ServerUnderTest server, Table table, CancellationToken cancellationToken)
    {
        var api = new Api(server.Client);
        var (workspace, configuration) = await api.PrepareAsync("memory", Configuration, cancellationToken);
        for (var i = 0; i < Runs; i++)
        {
            var run = await api.CreateRunAsync(workspace, configuration, new Dictionary<string, object> { ["plan-only"] = true }, cancellationToken);
            await api.UntilAsync(run, cancellationToken, "planned_and_finished");
        }

        table.Add($"server memory after {Runs} runs", [server.Memory()], "MiB");
    }
}
