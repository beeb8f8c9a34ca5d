using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;

namespace Platform.Blobs;

/// <summary>What the platform keeps as objects, and the name of each. The name is also bound into the encryption, so that objects cannot be swapped.</summary>
/// <param name="Value">Path segments of letters, digits, dots and dashes.</param>
public readonly record struct BlobName(string Value)
{
    public static BlobName Configuration(ConfigurationVersionId id) => new($"configuration-versions/{id}.tar.gz");
    public static BlobName State(StateVersionId id) => new($"state-versions/{id}.tfstate");
    public static BlobName JsonState(StateVersionId id) => new($"state-versions/{id}.json");

    /// <summary>The newest state that an apply's agent sent while applying.</summary>
    public static BlobName StateSnapshot(JobId id) => new($"jobs/{id}/snapshot.tfstate");

    public static BlobName Artifact(RunId id, JobArtifact artifact) => new($"runs/{id}/{artifact}");

    /// <summary>One compressed piece of an archived log, counted from 0.</summary>
    public static BlobName Log(string phase, LogStream stream, long piece) => new($"logs/{phase}.{stream}.{piece}.gz");

    public override string ToString() => Value;
}
