namespace Platform.Contracts.Runs;

/// <summary>The two parts of a run that need the tool.</summary>
public enum PhaseKind
{
    Plan,
    Apply,
}
