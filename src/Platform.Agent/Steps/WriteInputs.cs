using System.Text.Json.Nodes;
using Platform.Agent.Folders;
using Platform.Agent.Inputs;
using Platform.Agent.Jobs;
using Platform.Agent.States;

namespace Platform.Agent.Steps;

/// <summary>Puts the files beside the configuration that make it run here: the backend override and, for an apply, the plan's lock file.</summary>
internal sealed class WriteInputs : IJobStep
{
    public string Name => "write-inputs";

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var shared = job.Folder.Shared;
        var names = shared.FileNames(job.RootModule);
        if (BackendOverride.NameBehind(names) is not { } name)
        {
            return StepOutcome.Failed("An override file of the configuration has a name behind which the platform's own cannot be read; give it a name that begins with a letter.");
        }

        foreach (var taken in names.Where(BackendOverride.IsOurs))
        {
            shared.Delete($"{job.RootModule}/{taken}");
        }

        shared.DeleteDirectory($"{job.RootModule}/{name}");
        var (type, settings) = BackendOf(job);
        shared.Write($"{job.RootModule}/{name}", BackendOverride.Write(type, settings));
        var lockFile = job.Folder.Kept(FetchPlan.LockFile);
        if (File.Exists(lockFile))
        {
            await using var content = File.OpenRead(lockFile);
            await shared.WriteAsync($"{job.RootModule}/.terraform.lock.hcl", content, cancellationToken);
        }

        return StepOutcome.Ok;
    }

    /// <summary>The only backend that the job may use.</summary>
    internal static (string Type, JsonObject Settings) BackendOf(Job job)
    {
        // Without a sandbox each job has a folder of its own name, and the plan file fixes the path, so it must be told relatively.
        var path = job.Sandbox.IsIsolated
            ? job.Sandbox.Inside(JobFolder.StateFile)
            : Path.GetRelativePath(job.RootModule, JobFolder.StateFile);
        return BackendOverride.Of(job.Document.StateBackend, path, StateEndpoint.AddressInside);
    }
}
