namespace Platform.Benchmarks;

/// <summary>The wall time of <c>plan</c> by the real CLI against the platform, beside the same plan without it. The client itself sleeps 1.5 s.</summary>
internal static class CommandLine
{
    private const int Samples = 20;
    private const string Resource = "resource \"terraform_data\" \"one\" {\n  input = 1\n}\n";

    public static async Task MeasureAsync(ServerUnderTest server, Table table, CancellationToken cancellationToken)
    {
        await new Api(server.Client).PrepareAsync("cli", Resource, cancellationToken);
        var cli = new Cli(server);
        table.Add("`plan` by the CLI, through the platform", await TimeAsync(cli, Resource + cli.BackendOf("cli"), cancellationToken), "ms");
        table.Add("`plan` by the CLI, local", await TimeAsync(cli, Resource, cancellationToken), "ms");
    }

    private static async Task<List<double>> TimeAsync(Cli cli, string configuration, CancellationToken cancellationToken)
    {
        var folder = await cli.InitializeAsync(configuration, cancellationToken);
        List<double> times = [];
        while (times.Count < Samples)
        {
            times.Add(await cli.TimeAsync(folder, "plan", "-input=false"));
        }

        return times;
    }
}
