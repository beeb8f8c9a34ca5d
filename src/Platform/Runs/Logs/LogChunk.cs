using Platform.Contracts.Runs;

namespace Platform.Runs.Logs;

/// <summary>A piece of a running phase's log. When the phase is over the pieces become one compressed object in the blob store.</summary>
public sealed class LogChunk
{
    /// <summary>The plan's or apply's id.</summary>
    public required string Phase { get; init; }

    public required LogStream Stream { get; init; }

    /// <summary>Where in the stream its first byte is.</summary>
    public required long Offset { get; init; }

    /// <summary>The bytes, encrypted with the organization's data key: an output may be a secret that nobody declared as one.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>How many bytes of the stream it holds, before encryption.</summary>
    public required int Length { get; init; }
}
