namespace Platform.TestKit;

/// <summary>How a command ended.</summary>
public sealed record CommandOutcome(int ExitCode, string Output);

/// <summary>The real tofu or terraform in a folder of its own, with an environment made from nothing and credentials for the platform.</summary>
public sealed class CommandLine : IDisposable
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(120);
    private readonly string _program;
    private readonly TestPlatform _platform;
    private readonly DirectoryInfo _home;

    private CommandLine(TestPlatform platform, string program)
    {
        _program = program;
        _platform = platform;
        _home = Directory.CreateTempSubdirectory("platform-test-cli-");
        Folder = Directory.CreateDirectory(Path.Combine(_home.FullName, "work")).FullName;
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["HOME"] = _home.FullName,
            ["TF_CLI_CONFIG_FILE"] = ConfigurationFile,
            ["SSL_CERT_FILE"] = Path.Combine(_home.FullName, "authorities.pem"),
            ["CHECKPOINT_DISABLE"] = "1",
            ["TERM"] = "xterm",
            ["COLUMNS"] = "200",
        };
    }

    /// <summary>Where the configuration lies.</summary>
    public string Folder { get; }

    /// <summary>The whole environment of the command; a test may add to it.</summary>
    public Dictionary<string, string> Environment { get; }

    public string ConfigurationFile => Path.Combine(_home.FullName, "cli.tfrc");

    /// <summary>How long a command may take.</summary>
    public TimeSpan Limit { get; set; } = DefaultLimit;

    internal static CommandLine Create(TestPlatform platform, string program, IEnumerable<(string Name, string Text)> files)
    {
        var commandLine = new CommandLine(platform, program);
        commandLine.UseToken(platform.AdminToken);
        const string system = "/etc/ssl/certs/ca-certificates.crt";
        var known = File.Exists(system) ? File.ReadAllText(system) : "";
        File.WriteAllText(commandLine.Environment["SSL_CERT_FILE"], known + File.ReadAllText(platform.CertificateAuthorityPath));
        foreach (var (name, text) in files)
        {
            commandLine.Write(name, text);
        }

        return commandLine;
    }

    /// <summary>Writes a file of the configuration.</summary>
    public void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Writes the backend block for one workspace.</summary>
    public void UseWorkspace(string organization, string workspace) => Write("backend.tf", $$"""
        terraform {
          backend "remote" {
            hostname     = "{{_platform.Host}}"
            organization = "{{organization}}"
            workspaces {
              name = "{{workspace}}"
            }
          }
        }
        """);

    /// <summary>Writes the backend block for workspaces with a prefix.</summary>
    public void UsePrefix(string organization, string prefix) => Write("backend.tf", $$"""
        terraform {
          backend "remote" {
            hostname     = "{{_platform.Host}}"
            organization = "{{organization}}"
            workspaces {
              prefix = "{{prefix}}"
            }
          }
        }
        """);

    /// <summary>Sends this token from now on; null: none.</summary>
    public void UseToken(string? token) => File.WriteAllText(ConfigurationFile, token is null ? "" : $$"""
        credentials "{{_platform.Host}}" {
          token = "{{token}}"
        }
        """);

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var outcome = await TryAsync(arguments, cancellationToken);
        return outcome.ExitCode == 0
            ? outcome.Output
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {outcome.ExitCode}:\n{outcome.Output}");
    }

    /// <summary>Runs a command that may fail.</summary>
    public async Task<CommandOutcome> TryAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await using var process = Start(arguments);
        process.CloseInput();
        var exitCode = await process.WaitAsync(Limit, cancellationToken);
        return new CommandOutcome(exitCode, process.Output);
    }

    /// <summary>Starts a command without a terminal.</summary>
    public ChildProcess Start(IEnumerable<string> arguments) => ChildProcess.Start(_program, arguments, Folder, Environment);

    /// <summary>Starts a command on a terminal of its own, so that it asks and can be answered; writing <c>\x03</c> is Ctrl-C.</summary>
    public ChildProcess StartOnTerminal(IEnumerable<string> arguments)
    {
        var line = string.Join(' ', ((string[])[_program, .. arguments]).Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        return ChildProcess.Start("script", ["--quiet", "--return", "--flush", "--command", $"stty cols 200; exec {line}", "/dev/null"], Folder, Environment);
    }

    public void Dispose() => _home.Delete(recursive: true);
}
