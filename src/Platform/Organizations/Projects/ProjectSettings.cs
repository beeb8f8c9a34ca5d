using Platform.JsonApi;
using Platform.JsonApi.Description;
using Platform.Results;

namespace Platform.Organizations.Projects;

/// <summary>What a caller may say about a project; what was not sent stays as it is.</summary>
[ReadsRelationship("tag-bindings", isMany: true)]
public sealed record ProjectSettings
{
    private const int ShortestName = 3;
    private const int LongestName = 40;
    private const int LongestDescription = 1000;

    public Optional<string?> Name { get; init; }
    public Optional<string?> Description { get; init; }

    /// <summary>Where workspaces of the project run that do not say it themselves; null: as the organization says.</summary>
    public Optional<string?> DefaultExecutionMode { get; init; }

    /// <summary>Which defaults are the project's own.</summary>
    public ProjectOverwriteWishes? SettingOverwrites { get; init; }

    /// <summary>Nothing destroys by itself here, so only null can be kept.</summary>
    public Optional<string?> AutoDestroyActivityDuration { get; init; }

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

        if (AutoDestroyActivityDuration.Value is not null)
        {
            return Refusal.Invalid("Nothing is destroyed by itself here; leave auto-destroy-activity-duration out.", "auto-destroy-activity-duration");
        }

        if (!ReadMode(project.DefaultExecutionMode).TryGet(out var mode, out var badMode))
        {
            return badMode;
        }

        project.DefaultExecutionMode = mode.Own;
        project.Name = name;
        project.Description = description;
        return null;
    }

    private Result<ModeSetting> ReadMode(ExecutionMode? current)
    {
        // A client that writes a whole project back sends the mode that it was shown beside the word that it is not the project's own.
        if (SettingOverwrites?.DefaultExecutionMode == false || (DefaultExecutionMode.IsSet && DefaultExecutionMode.Value is null))
        {
            return new ModeSetting(null);
        }

        return DefaultExecutionMode.Value is { } sent
            ? ExecutionModeText.Read(sent, "default-execution-mode").Map(mode => new ModeSetting(mode))
            : new ModeSetting(current);
    }

    private sealed record ModeSetting(ExecutionMode? Own);
}

/// <summary>What a caller says of the defaults that a project may take over.</summary>
public sealed record ProjectOverwriteWishes
{
    public bool? DefaultExecutionMode { get; init; }
}
