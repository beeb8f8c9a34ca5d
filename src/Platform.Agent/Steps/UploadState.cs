using Platform.Agent.Folders;
using Platform.Agent.Jobs;
using Platform.Contracts.Agents;

namespace Platform.Agent.Steps;

/// <summary>Sends the state that the tool left, however it ended.</summary>
internal sealed class UploadState : IJobStep
{
    public string Name => "upload-state";

    public bool RunsAlways => true;

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var served = job.Folder.Kept(JobFolder.ServedState);
        await job.State.SendFinalAsync(
            () => job.Document.StateBackend switch
            {
                StateBackend.Local => job.Folder.Shared.OpenRead(JobFolder.StateFile),
                StateBackend.Http => File.Exists(served) ? File.OpenRead(served) : null,
            },
            cancellationToken);
        return StepOutcome.Ok;
    }
}
