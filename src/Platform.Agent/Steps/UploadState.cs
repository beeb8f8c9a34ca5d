using Platform.Agent.Jobs;
using Platform.Agent.Server;

namespace Platform.Agent.Steps;

/// <summary>Sends the state that the tool left, however it ended.</summary>
internal sealed class UploadState : IJobStep
{
    public string Name => "upload-state";

    public bool RunsAlways => true;

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            await job.State.SendFinalAsync(() => job.OpenState(), cancellationToken);
            return StepOutcome.Ok;
        }
        catch (ServerRefusedException refused)
        {
            return StepOutcome.Failed($"The state that the run left was not taken: {refused.Message} It is kept on this node as {job.State.KeptPath}.");
        }
    }
}
