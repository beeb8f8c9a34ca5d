namespace Platform.TestKit;

/// <summary>The server's executable.</summary>
public static class ServerProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Starts it with these arguments; nothing of this process's environment reaches it but where programs are.</summary>
    public static ChildProcess Start(IEnumerable<string> arguments, Action<string>? onLine = null, IReadOnlyDictionary<string, string>? variables = null) =>
        Start([], AppContext.BaseDirectory, arguments, onLine, variables);

    /// <summary>Starts the copy as an ordinary user.</summary>
    public static ChildProcess StartAsOrdinaryUser(ProgramCopy copy, IEnumerable<string> arguments, Action<string>? onLine, IReadOnlyDictionary<string, string>? variables) =>
        Start(ProgramCopy.AsOrdinaryUser, copy.Folder, arguments, onLine, variables);

    /// <summary>Runs it to its end.</summary>
    public static async Task<CommandOutcome> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken, ProgramCopy? copy = null)
    {
        await using var process = Start([], copy?.Folder ?? AppContext.BaseDirectory, arguments, null, null);
        var exitCode = await process.WaitAsync(Limit, cancellationToken);
        return new CommandOutcome(exitCode, process.Output);
    }

    private static ChildProcess Start(IReadOnlyList<string> before, string folder, IEnumerable<string> arguments, Action<string>? onLine, IReadOnlyDictionary<string, string>? variables)
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

        string[] command = [.. before, "dotnet", Path.Combine(folder, "Platform.Server.dll"), .. arguments];
        return ChildProcess.Start(command[0], command[1..], folder, environment, onLine);
    }
}
