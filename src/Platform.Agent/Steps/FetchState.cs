using System.Net;
using Platform.Agent.Folders;
using Platform.Agent.Jobs;
using Platform.Contracts.Agents;

namespace Platform.Agent.Steps;

/// <summary>Fetches the workspace's current state and puts it where the tool looks for it.</summary>
internal sealed class FetchState : IJobStep
{
    public string Name => "fetch-state";

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        using (var answer = await job.Api.GetStateAsync(cancellationToken))
        {
            if (answer.StatusCode == HttpStatusCode.NoContent)
            {
                return StepOutcome.Ok;
            }

            await using var kept = File.Create(job.State.KeptPath);
            await answer.Content.CopyToAsync(kept, cancellationToken);
        }

        await job.State.RememberOriginalAsync(cancellationToken);
        await using var state = File.OpenRead(job.State.KeptPath);
        switch (job.Document.StateBackend)
        {
            case StateBackend.Local:
                await job.Folder.Shared.WriteAsync(JobFolder.StateFile, state, cancellationToken);
                break;
            case StateBackend.Http:
                await using (var served = File.Create(job.Folder.Kept(JobFolder.ServedState)))
                {
                    await state.CopyToAsync(served, cancellationToken);
                }

                break;
        }

        return StepOutcome.Ok;
    }
}
