using Platform.Contracts.Agents;
using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Variables;

/// <summary>What a variable of a workspace and one of a variable set have in common.</summary>
public abstract class StoredVariable : ConcurrentEntity
{
    public required VariableId Id { get; init; }
    public required OrganizationId OrganizationId { get; init; }
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

/// <summary>A variable of a workspace.</summary>
public sealed class Variable : StoredVariable
{
    public required WorkspaceId WorkspaceId { get; init; }
}
