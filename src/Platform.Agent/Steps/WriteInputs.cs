using Platform.Agent.Folders;
using Platform.Agent.Inputs;
using Platform.Agent.Jobs;
using Platform.Agent.States;

namespace Platform.Agent.Steps;

/// <summary>Puts the files beside the configuration that make it run here: the backend override and, for an apply, the plan's lock file.</summary>
internal sealed class WriteInputs : IJobStep
{
    public string Name => "write-inputs";

    public Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        job.Folder.Shared.Write($"{job.RootModule}/{BackendOverride.FileName}", BackendOverrideOf(job));
        var lockFile = job.Folder.Kept(FetchPlan.LockFile);
        if (File.Exists(lockFile))
        {
            job.Folder.Shared.Write($"{job.RootModule}/.terraform.lock.hcl", File.ReadAllBytes(lockFile));
        }

        return Task.FromResult(StepOutcome.Ok);
    }

    internal static byte[] BackendOverrideOf(Job job)
    {
        // Without a sandbox each job has a folder of its own name, and the plan file fixes the path, so it must be told relatively.
        var path = job.Sandbox.IsIsolated
            ? job.Sandbox.Inside(JobFolder.StateFile)
            : Path.GetRelativePath(job.RootModule, JobFolder.StateFile);
        return BackendOverride.Write(job.Document.StateBackend, path, StateEndpoint.AddressInside);
    }
}
