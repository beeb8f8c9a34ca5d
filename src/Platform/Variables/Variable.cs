using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Variables;

/// <summary>A variable of a workspace.</summary>
public sealed class Variable : ConcurrentEntity
{
    public required VariableId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
    public required WorkspaceId WorkspaceId { get; init; }
    public required string Key { get; set; }
    public required VariableCategory Category { get; init; }
    public string Description { get; set; } = "";
    public bool IsHcl { get; set; }

    /// <summary>Once sensitive, always sensitive: the value is never shown again.</summary>
    public bool IsSensitive { get; set; }

    /// <summary>The value, encrypted with the organization's data key, whether sensitive or not.</summary>
    public required byte[] EncryptedValue { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
