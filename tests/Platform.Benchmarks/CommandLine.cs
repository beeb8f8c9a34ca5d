using System.Diagnostics;
using Medallion.Shell;

namespace Platform.Benchmarks;

/// <summary>The wall time of <c>plan</c> by the real CLI against the platform, beside the same plan without it. The client itself sleeps 1.5 s.</summary>
internal static class CommandLine
{
    private const int Samples = 20;
    private const string Resource = "resource \"terraform_data\" \"one\" {\n  input = 1\n}\n";

    public static async Task MeasureAsync(ServerUnderTest server, Table table, CancellationToken cancellationToken)
    {
        var api = new Api(server.Client);
        await api.PrepareAsync("cli", Resource, cancellationToken);
        var remote = server.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(remote, "main.tf"), Resource + Backend(server), cancellationToken);
        var local = server.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(local, "main.tf"), Resource, cancellationToken);
        var settings = Path.Combine(server.NewFolder(), "cli.tfrc");
        await File.WriteAllTextAsync(settings, $"credentials \"{server.Url.Authority}\" {{\n  token = \"{server.Token}\"\n}}\n", cancellationToken);

        table.Add("`plan` by the CLI, through the platform", await TimeAsync(server, remote, settings), "ms");
        table.Add("`plan` by the CLI, local", await TimeAsync(server, local, settings), "ms");
    }

    private static async Task<List<double>> TimeAsync(ServerUnderTest server, string folder, string settings)
    {
        await RunAsync(server, folder, settings, "init", "-input=false");
        List<double> times = [];
        while (times.Count < Samples)
        {
            var started = Stopwatch.GetTimestamp();
            await RunAsync(server, folder, settings, "plan", "-input=false");
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }

    private static async Task RunAsync(ServerUnderTest server, string folder, string settings, params string[] arguments)
    {
        var result = await Command.Run(
            Tool(),
            arguments,
            options => options.WorkingDirectory(folder)
                .EnvironmentVariable("TF_CLI_CONFIG_FILE", settings)
                .EnvironmentVariable("SSL_CERT_FILE", server.CertificateAuthority)
                .EnvironmentVariable("SSL_CERT_DIR", "/nonexistent")
                .EnvironmentVariable("CHECKPOINT_DISABLE", "1")).Task;
        if (!result.Success)
        {
            throw new InvalidOperationException(result.StandardOutput + result.StandardError);
        }
    }

    private static string Tool() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "tofu"))) ? "tofu" : "terraform";

    private static string Backend(ServerUnderTest server) =>
        $$"""

        terraform {
          backend "remote" {
            hostname     = "{{server.Url.Authority}}"
            organization = "{{Api.Organization}}"
            workspaces {
              name = "cli"
            }
          }
        }
        """;
}
