using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Results;

namespace Platform.Variables.Sets;

/// <summary>What a caller may say about a variable set; what was not sent stays as it is.</summary>
[ReadsRelationship("parent")]
[ReadsRelationship("workspaces", isMany: true)]
[ReadsRelationship("projects", isMany: true)]
[ReadsRelationship("vars", isMany: true)]
public sealed record VariableSetSettings
{
    internal const int LongestName = 90;
    internal const int LongestDescription = 1000;

    public Optional<string?> Name { get; init; }
    public Optional<string?> Description { get; init; }
    public Optional<bool?> Global { get; init; }
    public Optional<bool?> Priority { get; init; }

    internal static string Normalize(string name) => name.ToLowerInvariant();

    /// <summary>Checks what was sent and sets it; nothing is set when something is refused.</summary>
    internal Refusal? ApplyTo(VariableSet set)
    {
        var name = Name.IsSet ? (Name.Value ?? "").Trim() : set.Name;
        var description = Description.IsSet ? Description.Value ?? "" : set.Description;
        var global = Global.Value ?? set.IsGlobal;
        if (name.Length == 0)
        {
            return Refusal.Invalid("Name can't be blank", "name");
        }

        if ((AttributeText.Check(name, LongestName, "name") ?? AttributeText.Check(description, LongestDescription, "description")) is { } badText)
        {
            return badText;
        }

        if (global && set.ProjectId is not null)
        {
            return Refusal.Invalid("A variable set that a project owns cannot be global; apply it to the project instead.", "global");
        }

        set.Name = name;
        set.NormalizedName = Normalize(name);
        set.Description = description;
        set.IsGlobal = global;
        set.IsPriority = Priority.Value ?? set.IsPriority;
        return null;
    }
}
