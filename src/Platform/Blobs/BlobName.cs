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

    /// <summary>By job and not by run: an agent that was given up may still be sending what it planned.</summary>
    public static BlobName Artifact(JobId id, JobArtifact artifact) => new($"jobs/{id}/{artifact}");

    /// <summary>The bundle of an exported plan.</summary>
    public static BlobName PlanExport(PlanExportId id) => new($"plan-exports/{id}.tar.gz");

    /// <summary>What the names of all pieces of an archived log begin with.</summary>
    public static BlobName Log(string phase, LogStream stream) => new($"logs/{phase}.{stream}");

    /// <summary>One compressed piece of an archived log, counted from 0.</summary>
    public static BlobName Log(string phase, LogStream stream, long piece) => new(Piece(Log(phase, stream).Value, piece));

    internal static string Piece(string log, long piece) => $"{log}.{piece}.gz";

    public override string ToString() => Value;
}
