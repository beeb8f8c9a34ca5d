using Platform.Agent.Folders;
using Platform.Agent.Jobs;
using Platform.Agent.Plans;
using Platform.Contracts.Agents;

namespace Platform.Agent.Steps;

/// <summary>Stores the plan as JSON, and the redacted document that <c>cloud {}</c> draws the plan from (protocol.md §6.5).</summary>
internal sealed class UploadPlanDocuments(Engine engine, ProviderSchemas schemas) : IJobStep
{
    public string Name => "upload-plan-documents";

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var gettingSchemas = schemas.GetAsync(job, cancellationToken);
        var planPath = job.Folder.Kept("plan.json");
        var exit = await engine.RunToFileAsync(job, ["show", "-json", job.Sandbox.Inside(JobFolder.PlanFile)], withNetwork: false, planPath, cancellationToken);
        var schemaSearch = await gettingSchemas;
        if (exit.ExitCode != 0)
        {
            return StepOutcome.Failed($"The plan was made but could not be written as JSON: {exit.LimitReached ?? exit.StandardError.Trim()}");
        }

        if (schemaSearch.Problem is { } problem)
        {
            return StepOutcome.Failed(problem);
        }

        var upload = job.Api.PutArtifactAsync(JobArtifact.JsonPlan, () => File.OpenRead(planPath), cancellationToken);
        if (RedactedPlan.IsTooLarge(planPath, schemaSearch.Path!))
        {
            await upload;
            var sentence = $"The plan or its providers' schemas are larger than {RedactedPlan.LongestInput / (1024 * 1024)} MiB as JSON, so clients that draw the plan themselves (cloud blocks) cannot show it; the text log has it, and it can be applied.";
            if (job.Log.Text.IsCompleted)
            {
                // After the report: this node's log is all that is left to tell.
                return StepOutcome.Failed(sentence);
            }

            job.Log.Notice(sentence);
            return StepOutcome.Ok;
        }

        var redactedPath = job.Folder.Kept("plan-redacted.json");
        job.GeneratedConfiguration = await RedactedPlan.WriteAsync(planPath, schemaSearch.Path!, redactedPath, cancellationToken);
        await job.Api.PutArtifactAsync(JobArtifact.RedactedJsonPlan, () => File.OpenRead(redactedPath), cancellationToken);
        await upload;
        return StepOutcome.Ok;
    }
}
