namespace Platform.Persistence;

/// <summary>A row that several writers may change: a writer that read an older revision is refused by the database and tries again.</summary>
public abstract class ConcurrentEntity
{
    /// <summary>Grows with each change; set by <see cref="PlatformDbContext"/>.</summary>
    public long Revision { get; internal set; }
}
