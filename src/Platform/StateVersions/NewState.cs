using System.Buffers;
using Platform.JsonApi.Description;

namespace Platform.StateVersions;

/// <summary>What a request to create a state version says (protocol.md §8.1). Byte arrays arrive as base64.</summary>
[ReadsRelationship("run")]
[ReadsRelationship("rollback-state-version")]
internal sealed record NewState
{
    public static SearchValues<char> HexDigits { get; } = SearchValues.Create("0123456789abcdef");

    public long? Serial { get; init; }
    public string? Lineage { get; init; }
    public string? Md5 { get; init; }
    public bool Force { get; init; }

    /// <summary>The state itself, from clients that do not upload it.</summary>
    public byte[]? State { get; init; }

    public byte[]? JsonState { get; init; }
    public byte[]? JsonStateOutputs { get; init; }
}
