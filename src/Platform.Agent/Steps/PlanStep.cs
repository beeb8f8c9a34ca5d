using Platform.Agent.Folders;
using Platform.Agent.Jobs;

namespace Platform.Agent.Steps;

/// <summary>Runs <c>plan</c> and notes whether it found anything to do.</summary>
internal sealed class PlanStep(Engine engine) : IJobStep
{
    public string Name => "plan";

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var hasBegun = false;
        var exit = await engine.RunLinesAsync(job, ArgumentsOf(job), withNetwork: true, TakeAndPrepare, cancellationToken);
        using (var plan = job.Folder.Shared.OpenRead(JobFolder.PlanFile))
        {
            job.HasPlan = plan is not null;
        }

        if (exit.StandardError.Length > 0)
        {
            job.Log.Say(exit.StandardError.TrimEnd('\n'));
        }

        // -detailed-exitcode tells "nothing to do" (0) from "changes found" (2), also where the counts are all zero.
        job.HasChanges = exit.ExitCode == 2;
        return exit switch
        {
            { LimitReached: { } limit } => StepOutcome.Failed(limit),
            { ExitCode: 0 or 2 } => StepOutcome.Ok,
            _ => StepOutcome.FailedInLog(job.FirstErrorOr($"plan exited with code {exit.ExitCode}.")),
        };

        void TakeAndPrepare(System.Buffers.ReadOnlySequence<byte> line)
        {
            Take(job, line);
            if (!hasBegun)
            {
                // By its first line the tool is at work, and setting up a sandbox beside it delays nobody.
                hasBegun = true;
                job.Prepared.Prepare(job.Tool!, job.RootModule, ShowPlanText.ArgumentsOf(job), withNetwork: false);
            }
        }
    }

    internal static void Take(Job job, System.Buffers.ReadOnlySequence<byte> line)
    {
        if (job.Log.TakeToolLine(line) is { } parsed)
        {
            job.Note(parsed);
        }
    }

    internal static IReadOnlyList<string> ArgumentsOf(Job job)
    {
        var options = job.Document.Options;
        List<string> arguments = ["plan", "-json", "-input=false", "-lock=false", "-detailed-exitcode", $"-out={job.Sandbox.Inside(JobFolder.PlanFile)}"];
        if (options.IsDestroy)
        {
            arguments.Add("-destroy");
        }

        if (options.RefreshOnly)
        {
            arguments.Add("-refresh-only");
        }

        if (!options.Refresh)
        {
            arguments.Add("-refresh=false");
        }

        if (options.AllowConfigGeneration)
        {
            arguments.Add($"-generate-config-out={job.Sandbox.Inside(JobFolder.GeneratedConfiguration)}");
        }

        if (Parallelism(job) is { } parallelism)
        {
            arguments.Add(parallelism);
        }

        arguments.AddRange(options.TargetAddresses.Select(address => $"-target={address}"));
        arguments.AddRange(options.ReplaceAddresses.Select(address => $"-replace={address}"));
        arguments.AddRange(job.Inputs.VariableFiles.Select(file => $"-var-file={job.Sandbox.InsidePrivate(file)}"));
        return arguments;
    }

    /// <summary>The customary environment variable becomes the option that it stands for (protocol.md §10.4).</summary>
    internal static string? Parallelism(Job job) =>
        job.Inputs.Environment.TryGetValue("TFE_PARALLELISM", out var text) && int.TryParse(text, out var number) && number is > 0 and <= 256
            ? $"-parallelism={number}"
            : null;
}
