using System.Globalization;
using System.Text;

namespace Platform.Benchmarks;

/// <summary><c>state push</c> and <c>state pull</c> of 30 MB by the real CLI, beside the CLI's own <c>pg</c> backend where a PostgreSQL is named.</summary>
internal static class StateTransfer
{
    /// <summary>Names a PostgreSQL on this machine to compare with, such as <c>postgres://postgres@127.0.0.1/postgres?sslmode=disable</c>.</summary>
    public const string PeerVariable = "PLATFORM_BENCHMARK_POSTGRESQL";

    private const int Samples = 5;
    private const int Resources = 3_000;
    private const int CharactersOfEach = 5_000;
    private const string StateFile = "big.tfstate";

    public static async Task MeasureAsync(ServerUnderTest server, Table table, CancellationToken cancellationToken)
    {
        await new Api(server.Client).PrepareAsync("state", "", cancellationToken);
        var cli = new Cli(server);
        await MeasureAsync(cli, cli.BackendOf("state"), "the platform", table, cancellationToken);
        table.Add("server memory after them", [server.Memory()], "MiB");
        if (Environment.GetEnvironmentVariable(PeerVariable) is { Length: > 0 } peer)
        {
            await MeasureAsync(cli, $"terraform {{\n  backend \"pg\" {{\n    conn_str = \"{peer}\"\n  }}\n}}\n", "the `pg` backend", table, cancellationToken);
        }
    }

    private static async Task MeasureAsync(Cli cli, string backend, string name, Table table, CancellationToken cancellationToken)
    {
        var folder = await cli.InitializeAsync(backend, cancellationToken);
        var lineage = Guid.NewGuid();
        List<double> pushes = [], pulls = [];
        for (var serial = 1; serial <= Samples; serial++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, StateFile), State(lineage, serial), cancellationToken);
            // Forced, since the client gives a first state a lineage of its own choice.
            pushes.Add(await cli.TimeAsync(folder, "state", "push", "-force", StateFile));
            pulls.Add(await cli.TimeAsync(folder, "state", "pull"));
        }

        table.Add($"`state push` of 30 MB to {name}", pushes, "ms");
        table.Add($"`state pull` of 30 MB from {name}", pulls, "ms");
    }

    private static string State(Guid lineage, int serial)
    {
        var value = new string('x', CharactersOfEach);
        var state = new StringBuilder();
        state.Append(CultureInfo.InvariantCulture, $$"""{"version":4,"terraform_version":"1.6.0","serial":{{serial}},"lineage":"{{lineage}}","outputs":{},"resources":[""");
        state.Append("""{"mode":"managed","type":"terraform_data","name":"big","provider":"provider[\"terraform.io/builtin/terraform\"]","instances":[""");
        for (var index = 0; index < Resources; index++)
        {
            state.Append(index == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $$"""{"index_key":{{index}},"schema_version":0,"attributes":{"id":"{{Guid.NewGuid()}}","input":{"value":"{{value}}","type":"string"},"output":{"value":"{{value}}","type":"string"},"triggers_replace":null},"sensitive_attributes":[]}""");
        }

        return state.Append("]}],\"check_results\":null}\n").ToString();
    }
}
