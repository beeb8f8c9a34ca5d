using System.Globalization;
using System.Text;

namespace Platform.Benchmarks;

/// <summary><c>state push</c> and <c>state pull</c> of 30 MB by the real CLI, beside the CLI's own <c>pg</c> backend where a PostgreSQL is named.</summary>
internal static class StateTransfer
{
    /// <summary>Names a PostgreSQL on this machine to compare with, such as <c>postgres://postgres@127.0.0.1/postgres?sslmode=disable</c>.</summary>
    public const string PeerVariable = "PLATFORM_BENCHMARK_POSTGRESQL";

    private const int Samples = 5;
    private const int SmallOnes = 20;
    private const int Resources = 3_000;
    private const int CharactersOfEach = 5_000;
    private const string StateFile = "big.tfstate";

    public static async Task MeasureAsync(ServerUnderTest server, Table table, CancellationToken cancellationToken)
    {
        await new Api(server.Client).PrepareAsync("state", "", cancellationToken);
        var cli = new Cli(server);
        List<Target> targets = [await Target.OpenAsync("the platform", cli, cli.BackendOf("state"), cancellationToken)];
        if (Environment.GetEnvironmentVariable(PeerVariable) is { Length: > 0 } peer)
        {
            targets.Add(await Target.OpenAsync("the `pg` backend", cli, $"terraform {{\n  backend \"pg\" {{\n    conn_str = \"{peer}\"\n  }}\n}}\n", cancellationToken));
        }

        // What a server that has just started still has to load is not what a big state costs.
        for (var serial = 1; serial <= SmallOnes; serial++)
        {
            await targets[0].TransferAsync(serial, resources: 1, cancellationToken);
        }

        var before = server.Memory();

        // In turn, so that a machine that changes its speed changes it for both.
        for (var serial = SmallOnes + 1; serial <= SmallOnes + Samples; serial++)
        {
            foreach (var target in targets)
            {
                await target.MeasureAsync(serial, cancellationToken);
            }
        }

        targets.ForEach(target => target.AddTo(table));
        table.Add("server memory before them, after 20 small ones", [before], "MiB");
        table.Add("server memory after them", [server.Memory()], "MiB");
    }

    private sealed class Target(string name, Cli cli, string folder)
    {
        private readonly Guid _lineage = Guid.NewGuid();
        private readonly List<double> _pushes = [];
        private readonly List<double> _pulls = [];

        public static async Task<Target> OpenAsync(string name, Cli cli, string backend, CancellationToken cancellationToken) =>
            new(name, cli, await cli.InitializeAsync(backend, cancellationToken));

        public async Task MeasureAsync(int serial, CancellationToken cancellationToken)
        {
            var (push, pull) = await TransferAsync(serial, Resources, cancellationToken);
            _pushes.Add(push);
            _pulls.Add(pull);
        }

        public async Task<(double Push, double Pull)> TransferAsync(int serial, int resources, CancellationToken cancellationToken)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, StateFile), State(_lineage, serial, resources), cancellationToken);
            // Forced, since the client gives a first state a lineage of its own choice.
            return (await cli.TimeAsync(folder, "state", "push", "-force", StateFile), await cli.TimeAsync(folder, "state", "pull"));
        }

        public void AddTo(Table table)
        {
            table.Add($"`state push` of 30 MB to {name}", _pushes, "ms");
            table.Add($"`state pull` of 30 MB from {name}", _pulls, "ms");
        }
    }

    private static string State(Guid lineage, int serial, int resources)
    {
        var value = new string('x', CharactersOfEach);
        var state = new StringBuilder();
        state.Append(CultureInfo.InvariantCulture, $$"""{"version":4,"terraform_version":"1.6.0","serial":{{serial}},"lineage":"{{lineage}}","outputs":{},"resources":[""");
        state.Append("""{"mode":"managed","type":"terraform_data","name":"big","provider":"provider[\"terraform.io/builtin/terraform\"]","instances":[""");
        for (var index = 0; index < resources; index++)
        {
            state.Append(index == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $$"""{"index_key":{{index}},"schema_version":0,"attributes":{"id":"{{Guid.NewGuid()}}","input":{"value":"{{value}}","type":"string"},"output":{"value":"{{value}}","type":"string"},"triggers_replace":null},"sensitive_attributes":[]}""");
        }

        return state.Append("]}],\"check_results\":null}\n").ToString();
    }
}
