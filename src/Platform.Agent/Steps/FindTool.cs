using Platform.Agent.Jobs;
using Platform.Agent.Tools;

namespace Platform.Agent.Steps;

/// <summary>Finds the tool and begins the logs, whose first line names it.</summary>
/// <param name="finder">Where to look.</param>
/// <param name="commandOf">The arguments of the phase's main command, for which a sandbox is set up while the configuration still arrives.</param>
internal sealed class FindTool(ToolFinder finder, Func<Job, IReadOnlyList<string>> commandOf) : IJobStep
{
    public string Name => "find-tool";

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var search = await finder.FindAsync(job.Document.Tool, cancellationToken);
        job.Log.Begin(job.Document.Tool.Name, search.Tool?.Version.ToString());
        if (!job.Sandbox.IsIsolated)
        {
            job.Log.Notice("Warning: this node runs without a sandbox. What the configuration starts can read and change everything that the platform can.");
        }

        if (search.Note is { } note)
        {
            job.Log.Notice(note);
        }

        foreach (var (key, reason) in job.Inputs.Blocked)
        {
            job.Log.Notice($"The environment variable {key} was not passed on: {reason}.");
        }

        foreach (var notice in job.Document.Notices)
        {
            job.Log.Notice(notice);
        }

        job.Tool = search.Tool;
        if (search is { Tool: { } tool, Problem: null })
        {
            job.Prepared.Prepare(tool, job.RootModule, commandOf(job), withNetwork: true);
        }

        return search.Problem is { } problem ? StepOutcome.Failed(problem) : StepOutcome.Ok;
    }
}
