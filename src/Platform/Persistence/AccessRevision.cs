namespace Platform.Persistence;

/// <summary>The one row that says how often rights were changed, so that every node knows at once when what it remembers of them is old.</summary>
public sealed class AccessRevision
{
    internal const int OnlyId = 1;

    public required int Id { get; init; }
    public long Number { get; init; }
}
