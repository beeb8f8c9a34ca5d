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
            var final = await job.State.SendFinalAsync(() => job.OpenState(), cancellationToken);
            if (final.Problem is { } problem)
            {
                return StepOutcome.Failed($"The state that the run left was not taken: {problem}");
            }

            // Updates are left out: a provider may change something that no state shows.
            return final.IsNew || job.Counts is { Additions: 0, Destructions: 0, Imports: 0 }
                ? StepOutcome.Ok
                : StepOutcome.Failed("The apply made changes and left no new state where the platform reads it; what it made is in the log and in no state.");
        }
        catch (ServerRefusedException refused)
        {
            return StepOutcome.Failed($"The state that the run left was not taken: {refused.Message} It is kept on this node as {job.State.KeptPath}.");
        }
    }
}
