using Platform.Agent.Folders;
using Platform.Agent.Jobs;

namespace Platform.Agent.Steps;

/// <summary>Fetches the configuration and unpacks it while it arrives, inside the sandbox, since the archive comes from outside.</summary>
internal sealed class FetchConfiguration : IJobStep
{
    // From a workstation's own runs; here they would be taken for real state, or for another run's backend (protocol.md §10.1).
    private static readonly string[] Leftovers = ["terraform.tfstate", "errored.tfstate", "crash.log"];

    public string Name => "fetch-configuration";

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var starting = job.Sandbox.StartSystemAsync(
            "/usr/bin/tar",
            ["-xzf", "-", "--no-same-owner", "--no-same-permissions"],
            JobFolder.Configuration,
            CancellationToken.None);
        using var archive = await job.Api.GetConfigurationAsync(cancellationToken);
        await using var tar = await starting;
        var errors = new StreamReader(tar.StandardError).ReadToEndAsync(CancellationToken.None);
        try
        {
            await using (tar.StandardInput)
            {
                await archive.Content.CopyToAsync(tar.StandardInput, cancellationToken);
            }
        }
        catch (IOException) when (tar.Completion.IsCompleted)
        {
            // It stopped reading because it failed, which its exit code says better.
        }

        await tar.StandardOutput.CopyToAsync(Stream.Null, cancellationToken);
        var exit = await tar.Completion;
        if (exit.ExitCode != 0)
        {
            return StepOutcome.Failed(exit.LimitReached ?? $"The uploaded configuration could not be unpacked: {(await errors).Trim()}");
        }

        Clean(job);
        return StepOutcome.Ok;
    }

    private static void Clean(Job job)
    {
        var shared = job.Folder.Shared;
        shared.CreateDirectory(job.RootModule);
        foreach (var name in shared.FileNames(job.RootModule).Where(name => Leftovers.Any(leftover => name.StartsWith(leftover, StringComparison.Ordinal))))
        {
            shared.Delete($"{job.RootModule}/{name}");
        }

        // Modules that came along stay: they may be from where the platform cannot reach.
        var data = $"{job.RootModule}/.terraform";
        if (shared.DirectoryExists(data))
        {
            shared.Delete($"{data}/terraform.tfstate");
            shared.Delete($"{data}/environment");
            shared.DeleteDirectory($"{data}/providers");
        }
    }
}
