using Platform.TestKit;

namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class QuickstartTests
{
    // It builds the server first, which takes minutes where nothing is built yet.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task It_succeeds_and_a_second_start_finds_everything_as_it_was()
    {
        Needs.Sandbox();
        Needs.CommandLine();
        var data = Directory.CreateDirectory($"/var/tmp/platform-test-{Guid.NewGuid():N}");
        try
        {
            var port = $"{FreePort.Find()}";
            var first = await RunAsync(data.FullName, port);
            Assert.Contains("making the organization", first, StringComparison.Ordinal);
            Assert.Contains("Apply complete!", first, StringComparison.Ordinal);
            Assert.Contains($"https://localhost:{port}/", first, StringComparison.Ordinal);
            var authority = await File.ReadAllTextAsync(Path.Combine(data.FullName, "server/tls/ca.pem"), TestContext.Current.CancellationToken);

            var second = await RunAsync(data.FullName, port);
            Assert.DoesNotContain("making the organization", second, StringComparison.Ordinal);
            Assert.Contains("No changes.", second, StringComparison.Ordinal);
            Assert.Equal(authority, await File.ReadAllTextAsync(Path.Combine(data.FullName, "server/tls/ca.pem"), TestContext.Current.CancellationToken));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(string data, string port)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["HOME"] = Environment.GetEnvironmentVariable("HOME") ?? "/",
            ["PLATFORM_QUICKSTART_DATA"] = data,
            ["PLATFORM_QUICKSTART_PORT"] = port,
        };
        // How this machine builds stays as it is.
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.Split('_')[0] is "DOTNET" or "NUGET"))
        {
            environment[name] = Environment.GetEnvironmentVariable(name)!;
        }

        await using var quickstart = ChildProcess.Start(Path.Combine(Root(), "deploy/quickstart/run"), ["--once"], data, environment);
        var exitCode = await quickstart.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, quickstart.Output);
        return quickstart.Output;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Platform.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("This test runs in a checkout only.");
        }

        return folder;
    }
}
