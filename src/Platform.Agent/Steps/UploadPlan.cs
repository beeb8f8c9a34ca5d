using Platform.Agent.Folders;
using Platform.Agent.Jobs;
using Platform.Contracts.Agents;

namespace Platform.Agent.Steps;

/// <summary>Stores what an apply needs: the plan file, and the provider versions it was made with.</summary>
internal sealed class UploadPlan : IJobStep
{
    public string Name => "upload-plan";

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            PutAsync(job, JobArtifact.PlanFile, JobFolder.PlanFile, cancellationToken),
            PutAsync(job, JobArtifact.LockFile, $"{job.RootModule}/.terraform.lock.hcl", cancellationToken));
        return StepOutcome.Ok;
    }

    private static async Task PutAsync(Job job, JobArtifact artifact, string path, CancellationToken cancellationToken)
    {
        using (var there = job.Folder.Shared.OpenRead(path))
        {
            if (there is null)
            {
                // A configuration without providers has no lock file.
                return;
            }
        }

        await job.Api.PutArtifactAsync(artifact, () => job.Folder.Shared.OpenRead(path)!, cancellationToken);
    }
}
