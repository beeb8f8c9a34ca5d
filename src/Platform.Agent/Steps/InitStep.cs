using System.Text;
using System.Text.RegularExpressions;
using Platform.Agent.Inputs;
using Platform.Agent.Jobs;

namespace Platform.Agent.Steps;

/// <summary>Runs <c>init</c>. What it prints is shown only when it fails, as the third line of the log stands for it.</summary>
internal sealed partial class InitStep(Engine engine, InitCache cache) : IJobStep
{
    // What init prints fits on a screen or two.
    private const int MostShown = 1024 * 1024;

    public string Name => "init";

    public async Task<StepOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var key = cache.KeyOf(job);
        if (key is not null && cache.TryRestore(job, key))
        {
            return CheckBackend(job);
        }

        var output = new StringBuilder();
        var exit = await engine.RunLinesAsync(job, ["init", "-input=false"], withNetwork: true, Take, cancellationToken);
        if (exit is { ExitCode: 0, LimitReached: null })
        {
            var backend = CheckBackend(job);
            if (key is not null && backend.Failure is null)
            {
                cache.Remember(job, key);
            }

            return backend;
        }

        job.Log.Say((output + exit.StandardError).TrimEnd('\n'));
        if (exit.LimitReached is { } limit)
        {
            return StepOutcome.Failed(limit);
        }

        foreach (Match error in ErrorLine.Matches(ColourCodes.Replace(exit.StandardError, "")))
        {
            var summary = error.Groups["summary"].Value.Trim();
            // An error that only announces the ones below it helps nobody as the reason.
            if (!summary.Contains("encountered problems during initiali", StringComparison.Ordinal))
            {
                job.AddError(summary);
            }
        }

        return StepOutcome.FailedInLog(job.FirstErrorOr($"init exited with code {exit.ExitCode}."));

        void Take(System.Buffers.ReadOnlySequence<byte> line)
        {
            if (output.Length < MostShown)
            {
                output.Append(Encoding.UTF8.GetString(line)).Append('\n');
            }
        }
    }

    /// <summary>Whatever the configuration found to get around the override: a run whose state is written elsewhere would end well and lose it.</summary>
    private static StepOutcome CheckBackend(Job job)
    {
        var (type, settings) = WriteInputs.BackendOf(job);
        using var record = job.Folder.Shared.OpenRead($"{job.RootModule}/{RecordedBackend.Path}");
        return RecordedBackend.Is(record, type, settings)
            ? StepOutcome.Ok
            : StepOutcome.Failed("The configuration made init use another backend than the platform's own, so its state would be lost; remove what sets the backend (override files, options for init).");
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.NonBacktracking)]
    private static partial Regex ColourCodes { get; }

    [GeneratedRegex(@"Error: (?<summary>[^\n]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ErrorLine { get; }
}
