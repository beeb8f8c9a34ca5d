using Platform.JsonApi;
using Platform.Results;

namespace Platform.Organizations.Projects;

/// <summary>What a caller may say about a project; what was not sent stays as it is.</summary>
public sealed record ProjectSettings
{
    private const int ShortestName = 3;
    private const int LongestName = 40;
    private const int LongestDescription = 1000;

    public Optional<string?> Name { get; init; }
    public Optional<string?> Description { get; init; }

    /// <summary>Checks what was sent and sets it; nothing is set when something is refused.</summary>
    internal Refusal? ApplyTo(Project project)
    {
        var name = Name.IsSet ? (Name.Value ?? "").Trim() : project.Name;
        var description = Description.IsSet ? Description.Value ?? "" : project.Description;
        if (name.Length is < ShortestName or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ' '))
        {
            return Refusal.Invalid($"Name must be {ShortestName} to {LongestName} letters, digits, spaces, dashes or underscores.", "name");
        }

        if (AttributeText.Check(description, LongestDescription, "description") is { } invalid)
        {
            return invalid;
        }

        project.Name = name;
        project.Description = description;
        return null;
    }
}
