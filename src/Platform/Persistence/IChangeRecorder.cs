namespace Platform.Persistence;

/// <summary>Is asked before each save, and may add rows of its own that are then saved with what changed or not at all.</summary>
public interface IChangeRecorder
{
    /// <summary>Adds what is to be kept of the changes; the rows that it added, so that a save that fails can take them back.</summary>
    ValueTask<IReadOnlyList<object>> RecordAsync(PlatformDbContext db, CancellationToken cancellationToken);
}
