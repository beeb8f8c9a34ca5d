namespace Platform.Agents;

/// <summary>The settings of the section <c>Tools</c>: where tofu and terraform are found (design.md §5.1).</summary>
public sealed class ToolOptions
{
    public const string Section = "Tools";

    /// <summary>Folder with <c>name/version/name</c> executables, searched before PATH; unset: <c>tools</c> in the data folder.</summary>
    public string? Directory { get; set; }

    /// <summary>Base address of the release index for downloads; unset: nothing is downloaded.</summary>
    public Uri? Mirror { get; set; }
}
