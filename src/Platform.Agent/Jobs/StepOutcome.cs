namespace Platform.Agent.Jobs;

/// <summary>How a step ended: fine, or with one sentence that says why the phase cannot go on.</summary>
/// <param name="IsExplained">The log already holds the reason, so the sentence need not be printed once more.</param>
internal sealed record StepOutcome(string? Failure, bool IsExplained = false)
{
    public static StepOutcome Ok { get; } = new(Failure: null);

    public static StepOutcome Failed(string sentence) => new(sentence);

    /// <summary>Failed with the reason in the log, as the tool itself printed it.</summary>
    public static StepOutcome FailedInLog(string sentence) => new(sentence, IsExplained: true);
}
