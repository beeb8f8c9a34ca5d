using Platform.Contracts.Agents;
using Platform.Contracts.Ids;

namespace Platform.Web.Variables;

/// <summary>What somebody is typing into the form of a variable.</summary>
public sealed class VariableDraft
{
    /// <summary>Null while the variable is new.</summary>
    public VariableId? Id { get; init; }
    public string? Key { get; set; }

    /// <summary>Of a sensitive variable nothing is known; typing nothing keeps what is there.</summary>
    public string? Value { get; set; }
    public string? Description { get; set; }
    public VariableCategory Category { get; set; }
    public bool IsHcl { get; set; }
    public bool IsSensitive { get; set; }

    /// <summary>Once sensitive, always sensitive.</summary>
    public bool WasSensitive { get; init; }
}
