using System.Security.Cryptography;
using System.Text;
using Platform.Agent.Folders;
using Platform.Agent.Tools;
using Platform.Contracts.Agents;
using Platform.Sandbox;

namespace Platform.Agent.Plans;

/// <summary>The schemas of the tool's own provider, asked once on each node.</summary>
/// <remarks>
/// They serve the jobs of everybody, so nothing of a job has a say in them: the tool is asked in a sandbox of its own, about one line of configuration
/// in a fresh folder, with no variables and no network.
/// </remarks>
/// <param name="cacheDirectory">Readable by the agent's user only.</param>
internal sealed class OwnSchemas(SandboxHost host, AgentSettings settings, string cacheDirectory)
{
    private const string Provider = "\"terraform.io/builtin/terraform\"";
    private const string Question = "resource \"terraform_data\" \"a\" {}\n";
    private const string Inside = "/run/platform/tool";
    private const long LongestAnswer = 16 * 1024 * 1024;

    /// <summary>A file with the schemas; null when the tool does not give them.</summary>
    public async Task<string?> GetAsync(Tool tool, CancellationToken cancellationToken)
    {
        var cached = Path.Combine(cacheDirectory, $"builtin-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tool.Identity)))}.json");
        if (File.Exists(cached))
        {
            return cached;
        }

        Directory.CreateDirectory(cacheDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var fresh = $"{cached}.{Guid.NewGuid():n}";
        try
        {
            if (!await AskAsync(tool, fresh, cancellationToken) || !(await File.ReadAllTextAsync(fresh, cancellationToken)).Contains(Provider, StringComparison.Ordinal))
            {
                return null;
            }

            // Another agent may have been faster with the same.
            File.Move(fresh, cached, overwrite: true);
            return cached;
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    private async Task<bool> AskAsync(Tool tool, string answerPath, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(settings.WorkDirectory, $"asking-{Guid.NewGuid():n}");
        using var shared = new SharedFolder(folder, settings.SandboxUserId);
        try
        {
            shared.Write("main.tf", Encoding.UTF8.GetBytes(Question));
            var executable = new SandboxMount(tool.Path, $"{Inside}/{Tool.FileName(tool.Name)}");
            await using var process = await host.StartAsync(
                new SandboxRequest
                {
                    FileName = host.PathOf(executable),
                    Arguments = ["providers", "schema", "-json"],
                    WorkFolder = folder,
                    Mounts = [executable],
                    Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["CHECKPOINT_DISABLE"] = "1" },
                    UserId = settings.SandboxUserId,
                    Limits = new ProcessLimits { Time = TimeSpan.FromSeconds(30), InterruptGrace = TimeSpan.FromSeconds(5) },
                },
                cancellationToken);
            await process.StandardInput.DisposeAsync();
            var errors = process.StandardError.CopyToAsync(Stream.Null, cancellationToken);
            await using (var answer = File.Create(answerPath))
            {
                if (!await BoundedCopy.ToAsync(process.StandardOutput, answer, LongestAnswer, cancellationToken))
                {
                    return false;
                }
            }

            await errors;
            return (await process.Completion).ExitCode == 0;
        }
        finally
        {
            WorkFolder.Delete(folder);
        }
    }
}
