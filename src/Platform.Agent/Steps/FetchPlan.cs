using System.Net;
using Platform.Agent.Folders;
using Platform.Agent.Jobs;
using Platform.Contracts.Agents;

namespace Platform.Agent.Steps;

/// <summary>Fetches the plan to apply, and the provider versions it was made with.</summary>
internal sealed class FetchPlan : IJobStep
{
    /// <summary>The kept file of the plan's dependency lock.</summary>
    public const string LockFile = "lock.hcl";

    public string Name => "fetch-plan";

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var lockFile = FetchLockAsync(job, cancellationToken);
        using var plan = await job.Api.GetArtifactAsync(JobArtifact.PlanFile, cancellationToken);
        await lockFile;
        if (plan.StatusCode == HttpStatusCode.NoContent)
        {
            return StepOutcome.Failed("The plan that was confirmed is not there any more; plan again.");
        }

        await using var content = await plan.Content.ReadAsStreamAsync(cancellationToken);
        await job.Folder.Shared.WriteAsync(JobFolder.PlanFile, content, cancellationToken);
        return StepOutcome.Ok;
    }

    private static async Task FetchLockAsync(Job job, CancellationToken cancellationToken)
    {
        using var answer = await job.Api.GetArtifactAsync(JobArtifact.LockFile, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.NoContent)
        {
            await using var file = File.Create(job.Folder.Kept(LockFile));
            await answer.Content.CopyToAsync(file, cancellationToken);
        }
    }
}
