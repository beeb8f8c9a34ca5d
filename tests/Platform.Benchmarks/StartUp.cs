namespace Platform.Benchmarks;

/// <summary>How fast a fresh server is ready, and what it takes while nobody asks for anything.</summary>
internal static class StartUp
{
    private const int Samples = 5;

    public static async Task MeasureAsync(ServerUnderTest server, Table table, CancellationToken cancellationToken)
    {
        List<double> ready = [server.TimeToReady.TotalMilliseconds];
        while (ready.Count < Samples)
        {
            await using var other = await ServerUnderTest.StartAsync(cancellationToken);
            ready.Add(other.TimeToReady.TotalMilliseconds);
        }

        table.Add("server process started → ready (new data folder, certificates made)", ready, "ms");
        table.Add("server memory, idle", [server.Memory()], "MiB");
        var agents = server.AgentMemory();
        if (agents.Count > 0)
        {
            table.Add("memory of a warm agent, idle, all that is resident", [.. agents.Select(agent => agent.Resident)], "MiB");
            table.Add("memory of a warm agent, idle, its share of what several use", [.. agents.Select(agent => agent.Share)], "MiB");
        }
    }
}
