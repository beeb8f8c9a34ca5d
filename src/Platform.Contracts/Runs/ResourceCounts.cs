namespace Platform.Contracts.Runs;

/// <summary>How many resources a plan would change, or an apply has changed, from the tool's <c>change_summary</c> event.</summary>
public sealed record ResourceCounts(int Additions, int Changes, int Destructions, int Imports)
{
    public static ResourceCounts None { get; } = new(0, 0, 0, 0);
}
