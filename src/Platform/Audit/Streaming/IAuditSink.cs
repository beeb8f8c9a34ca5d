namespace Platform.Audit.Streaming;

/// <summary>A place outside that the trail is sent to.</summary>
internal interface IAuditSink
{
    /// <summary>What it is called in the database and in the log.</summary>
    string Name { get; }

    /// <summary>How many entries are sent at once.</summary>
    int Batch { get; }

    /// <summary>Sends the entries, in order.</summary>
    /// <exception cref="IOException">They may not have arrived, and are sent again.</exception>
    Task SendAsync(IReadOnlyList<TrailEntry> entries, CancellationToken cancellationToken);
}
