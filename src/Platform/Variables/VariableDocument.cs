using System.Globalization;
using Platform.Contracts.Agents;
using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Variables.Sets;

namespace Platform.Variables;

/// <summary>A variable as its caller may see it.</summary>
/// <param name="Variable">The row.</param>
/// <param name="Value">Null when it is sensitive.</param>
public sealed record VariableDetails(StoredVariable Variable, string? Value)
{
    /// <summary>What whoever has just set it should know; null when nothing, and for everybody else.</summary>
    public string? Warning { get; init; }
}

/// <summary>How a variable reads on the wire (protocol.md §11.4).</summary>
internal static class VariableDocument
{
    public static Resource Of(VariableDetails details)
    {
        var variable = details.Variable;
        var (type, owner, self) = variable switch
        {
            Variable { WorkspaceId: var id } => ("workspaces", id.Value, $"/api/v2/workspaces/{id}/vars/{variable.Id}"),
            VariableSetVariable { VariableSetId: var id } => (VariableSetDocument.Type, id.Value, $"/api/v2/varsets/{id}/relationships/vars/{variable.Id}"),
            _ => throw new InvalidOperationException($"Variable {variable.Id} belongs to nothing."),
        };
        return new Resource(
            variable.Id.Value,
            "vars",
            new VariableAttributes(
                variable.Key,
                details.Value,
                variable.Description,
                variable.Category,
                variable.IsHcl,
                variable.IsSensitive,
                variable.CreatedAt,
                variable.Revision.ToString(CultureInfo.InvariantCulture),
                details.Warning),
            new Dictionary<string, Relationship> { ["configurable"] = Relationship.ToOne(type, owner) },
            new Dictionary<string, string> { ["self"] = self });
    }

    [ResourceType("vars")]
    private sealed record VariableAttributes(
        string Key,
        string? Value,
        string Description,
        VariableCategory Category,
        bool Hcl,
        bool Sensitive,
        DateTimeOffset CreatedAt,
        string VersionId,
        string? Warning);
}
