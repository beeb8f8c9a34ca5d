using System.Diagnostics;
using Medallion.Shell;

namespace Platform.Benchmarks;

/// <summary>The real CLI, signed in to the server under test.</summary>
internal sealed class Cli(ServerUnderTest server)
{
    private readonly string _settings = SettingsOf(server);

    /// <summary>A folder with this configuration, initialized.</summary>
    public async Task<string> InitializeAsync(string configuration, CancellationToken cancellationToken)
    {
        var folder = server.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "main.tf"), configuration, cancellationToken);
        await TimeAsync(folder, "init", "-input=false");
        return folder;
    }

    /// <summary>The wall time of one command in milliseconds; what it prints goes to the file <c>printed</c> in the folder.</summary>
    public async Task<double> TimeAsync(string folder, params string[] arguments)
    {
        var printed = new FileInfo(Path.Combine(folder, "printed"));
        var started = Stopwatch.GetTimestamp();
        var command = Command.Run(
            Tool(),
            arguments,
            options => options.WorkingDirectory(folder)
                .EnvironmentVariable("TF_CLI_CONFIG_FILE", _settings)
                .EnvironmentVariable("SSL_CERT_FILE", server.CertificateAuthority)
                .EnvironmentVariable("SSL_CERT_DIR", "/nonexistent")
                .EnvironmentVariable("CHECKPOINT_DISABLE", "1")).RedirectTo(printed);
        var result = await command.Task;
        return result.Success
            ? Stopwatch.GetElapsedTime(started).TotalMilliseconds
            : throw new InvalidOperationException(await File.ReadAllTextAsync(printed.FullName) + result.StandardError);
    }

    public string BackendOf(string workspace) =>
        $$"""

        terraform {
          backend "remote" {
            hostname     = "{{server.Url.Authority}}"
            organization = "{{Api.Organization}}"
            workspaces {
              name = "{{workspace}}"
            }
          }
        }
        """;

    private static string SettingsOf(ServerUnderTest server)
    {
        var path = Path.Combine(server.NewFolder(), "cli.tfrc");
        File.WriteAllText(path, $"credentials \"{server.Url.Authority}\" {{\n  token = \"{server.Token}\"\n}}\n");
        return path;
    }

    private static string Tool() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "tofu"))) ? "tofu" : "terraform";
}
