using System.Diagnostics;
using Medallion.Shell;
using Microsoft.Extensions.Options;

namespace Platform.Agents.Workers;

/// <summary>The agent's executable and how it is started.</summary>
internal sealed class AgentProgram(IOptions<WorkerOptions> options)
{
    /// <summary>What an agent gets of the server's environment, which holds secrets (connection strings, tokens) that no agent may see.</summary>
    private static readonly string[] Inherited =
        ["PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];

    public string Path { get; } = options.Value.AgentPath ?? System.IO.Path.Combine(AppContext.BaseDirectory, "agent", "Platform.Agent");

    /// <summary>Starts it in a session of its own, so that an interrupt typed at the server's terminal does not reach a running job.</summary>
    public Command Start(params string[] arguments) => Command.Run(
        "setsid",
        [Path, .. arguments],
        command => command.StartInfo(start =>
        {
            start.WorkingDirectory = "/";
            KeepInherited(start);
        }));

    private static void KeepInherited(ProcessStartInfo start)
    {
        var kept = Inherited
            .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(variable => variable.Value is not null)
            .ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
        {
            start.Environment[name] = value;
        }
    }
}
