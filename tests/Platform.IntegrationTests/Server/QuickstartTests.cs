using System.Globalization;
using System.Runtime.CompilerServices;
using Platform.TestKit;

namespace Platform.IntegrationTests.Server;

/// <summary>The one command of the README, from nothing to a first applied run.</summary>
public sealed class QuickstartTests : IDisposable
{
    // It builds the server, which takes its time on a small machine.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    private readonly DirectoryInfo _folder = Directory.CreateDirectory($"/var/tmp/platform-test-quickstart-{Guid.NewGuid():N}");

    [Fact, Trait("Needs", "tofu")]
    public async Task It_applies_a_first_run_and_finds_everything_as_it_was_the_second_time()
    {
        Needs.CommandLine();
        Needs.Sandbox();
        var home = _folder.CreateSubdirectory("home");
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
            ["HOME"] = home.FullName,
            // What was restored and built already is not again for a home that is empty: the package manager looks here for its settings and packages.
            ["DOTNET_CLI_HOME"] = Environment.GetEnvironmentVariable("DOTNET_CLI_HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            ["PLATFORM_QUICKSTART_DATA"] = Path.Combine(_folder.FullName, "data"),
            ["PLATFORM_QUICKSTART_PORT"] = FreePort.Find().ToString(CultureInfo.InvariantCulture),
        };
        foreach (var name in (string[])["SSL_CERT_FILE", "SSL_CERT_DIR", "DOTNET_ROOT", "NUGET_PACKAGES"])
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                environment[name] = value;
            }
        }

        var first = await RunAsync(environment);
        var second = await RunAsync(environment);

        Assert.True(first.ExitCode == 0, first.Output);
        Assert.Contains("Apply complete! Resources: 2 added, 0 changed, 0 destroyed.", first.Output, StringComparison.Ordinal);
        Assert.Contains("/sign-in-link/", first.Output, StringComparison.Ordinal);
        Assert.True(second.ExitCode == 0, second.Output);
        Assert.Contains("No changes.", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(home.EnumerateFileSystemInfos(), made => made.Name.StartsWith(".terraform", StringComparison.Ordinal) || made.Name == ".config");
    }

    public void Dispose() => TestFolder.Delete(_folder.FullName);

    private static async Task<CommandOutcome> RunAsync(Dictionary<string, string> environment)
    {
        await using var process = ChildProcess.Start(Script(), ["--once"], "/", environment);
        process.CloseInput();
        var exitCode = await process.WaitAsync(Limit, TestContext.Current.CancellationToken);
        return new CommandOutcome(exitCode, process.Output);
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "deploy", "quickstart", "run"));
}
