using System.Text.Json;
using Platform.Agent.Tools;
using Platform.Contracts.Agents;
using Platform.Sandbox;

namespace Platform.Agent;

/// <summary>Puts the search for tools together with the sandbox that runs them for a question.</summary>
internal static class ToolSearching
{
    private const string Inside = "/run/platform/asked";
    private const string Verifier = "/usr/bin/gpgv";

    public static ToolFinder Of(AgentSettings settings, ReleaseClient releases, SandboxHost host, string cache)
    {
        var download = settings.DownloadsTools
            ? new ToolDownload(releases, settings.ToolMirror, settings.ToolDirectory, new SignatureCheck(settings.ToolDirectory, settings.WorkDirectory, (keyring, signature, signed, token) => VerifyAsync(host, settings, keyring, signature, signed, token)))
            : null;
        return new ToolFinder(
            settings.ToolDirectory,
            Environment.GetEnvironmentVariable("PATH"),
            new ToolVersionCache(Path.Combine(cache, "tool-versions.json")),
            (path, name, token) => AskVersionAsync(host, settings, path, token),
            download);
    }

    private static async Task<string?> AskVersionAsync(SandboxHost host, AgentSettings settings, string path, CancellationToken cancellationToken)
    {
        var mount = new SandboxMount(path, Inside);
        var (exitCode, output) = await RunAsync(host, settings, host.PathOf(mount), ["version", "-json"], [mount], cancellationToken);
        if (exitCode != 0)
        {
            return null;
        }

        using var document = JsonDocument.Parse(output);
        // OpenTofu writes the same member as Terraform.
        return document.RootElement.TryGetProperty("terraform_version", out var version) ? version.GetString() : null;
    }

    private static async Task<string?> VerifyAsync(SandboxHost host, AgentSettings settings, string keyring, string signature, string signed, CancellationToken cancellationToken)
    {
        if (!File.Exists(Verifier))
        {
            return $"its signature cannot be checked, because {Verifier} is missing; install the package gpgv.";
        }

        SandboxMount[] mounts = [new(keyring, $"{Inside}/keyring"), new(signature, $"{Inside}/signature"), new(signed, $"{Inside}/signed")];
        var (exitCode, _) = await RunAsync(host, settings, Verifier, ["--keyring", .. mounts.Select(host.PathOf)], mounts, cancellationToken);
        return exitCode == 0 ? null : "the signature of its checksums is not by a key that is trusted for it.";
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(SandboxHost host, AgentSettings settings, string fileName, IReadOnlyList<string> arguments, IReadOnlyList<SandboxMount> mounts, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(settings.WorkDirectory, $"asking-{Guid.NewGuid():n}"));
        try
        {
            WorkFolder.GiveTo(folder.FullName, settings.SandboxUserId);
            await using var process = await host.StartAsync(
                new SandboxRequest
                {
                    FileName = fileName,
                    Arguments = arguments,
                    WorkFolder = folder.FullName,
                    Mounts = mounts,
                    Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["CHECKPOINT_DISABLE"] = "1" },
                    UserId = settings.SandboxUserId,
                    Limits = new ProcessLimits { Time = TimeSpan.FromSeconds(30), InterruptGrace = TimeSpan.FromSeconds(5) },
                },
                cancellationToken);
            await process.StandardInput.DisposeAsync();
            using var reader = new StreamReader(process.StandardOutput);
            var errors = process.StandardError.CopyToAsync(Stream.Null, cancellationToken);
            var output = await reader.ReadToEndAsync(cancellationToken);
            await errors;
            return ((await process.Completion).ExitCode, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
