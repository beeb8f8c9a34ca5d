using Microsoft.Extensions.Logging;
using Platform.Agent.Folders;
using Platform.Agent.Jobs;
using Platform.Agent.States;
using Platform.Contracts.Agents;

namespace Platform.Agent.Steps;

/// <summary>Runs <c>apply</c> on the plan file while the state is mirrored to the server.</summary>
internal sealed class ApplyStep(Engine engine, TimeProvider clock, ILogger log) : IJobStep
{
    public string Name => "apply";

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        using var ended = new CancellationTokenSource();
        var watched = job.Document.StateBackend switch
        {
            StateBackend.Local => Path.Combine(job.Folder.Shared.Path, JobFolder.StateFile),
            StateBackend.Http => job.Folder.Kept(JobFolder.ServedState),
        };
        var mirror = new StateMirror(Path.GetDirectoryName(watched)!, job.OpenState, job.State, clock, log).RunAsync(ended.Token);
        EngineExit exit;
        try
        {
            exit = await engine.RunLinesAsync(job, ArgumentsOf(job), withNetwork: true, line => PlanStep.Take(job, line), cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await mirror;
        }

        if (exit.StandardError.Length > 0)
        {
            job.Log.Say(exit.StandardError.TrimEnd('\n'));
        }

        return exit switch
        {
            { LimitReached: { } limit } => StepOutcome.Failed(limit),
            { ExitCode: 0 } => StepOutcome.Ok,
            _ => StepOutcome.FailedInLog(job.FirstErrorOr($"apply exited with code {exit.ExitCode}.")),
        };
    }

    internal static IReadOnlyList<string> ArgumentsOf(Job job)
    {
        List<string> arguments = ["apply", "-json", "-input=false", "-lock=false"];
        if (PlanStep.Parallelism(job) is { } parallelism)
        {
            arguments.Add(parallelism);
        }

        arguments.Add(job.Sandbox.Inside(JobFolder.PlanFile));
        return arguments;
    }
}
