using Platform.Agent.Folders;
using Platform.Agent.Jobs;

namespace Platform.Agent.Steps;

/// <summary>Adds the plan's body to the log for people, as the tool draws it, and below it the diagnostics.</summary>
internal sealed class ShowPlanText(Engine engine) : IJobStep
{
    public string Name => "show-plan";

    public bool RunsAlways => true;

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            if (job.HasPlan && job.Stop.Reason is null)
            {
                var path = job.Folder.Kept("plan.txt");
                var exit = await engine.RunToFileAsync(job, ArgumentsOf(job), withNetwork: false, path, job.Stop.Interrupted);
                if (exit.ExitCode != 0)
                {
                    return StepOutcome.Failed($"The plan was made but could not be shown: {exit.LimitReached ?? exit.StandardError.Trim()}");
                }

                using var text = File.OpenText(path);
                await job.Log.ShowTextAsync(text, cancellationToken);
            }
        }
        finally
        {
            job.Log.ShowText(job.Renderer.TakeHeldDiagnostics());
        }

        return StepOutcome.Ok;
    }

    internal static IReadOnlyList<string> ArgumentsOf(Job job) => ["show", job.Sandbox.Inside(JobFolder.PlanFile)];
}
