namespace Platform.TestKit;

/// <summary>The server's executable.</summary>
public static class ServerProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Starts it with these arguments; nothing of this process's environment reaches it but where programs are.</summary>
    public static ChildProcess Start(IEnumerable<string> arguments, Action<string>? onLine = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        var environment = new Dictionary<string, string>(variables ?? new Dictionary<string, string>())
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["HOME"] = Path.GetTempPath(),
        };
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } dotnet)
        {
            environment["DOTNET_ROOT"] = dotnet;
        }

        var program = Path.Combine(AppContext.BaseDirectory, "Platform.Server.dll");
        return ChildProcess.Start("dotnet", [program, .. arguments], AppContext.BaseDirectory, environment, onLine);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<CommandOutcome> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await using var process = Start(arguments);
        var exitCode = await process.WaitAsync(Limit, cancellationToken);
        return new CommandOutcome(exitCode, process.Output);
    }
}
