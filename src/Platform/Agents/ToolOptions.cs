namespace Platform.Agents;

/// <summary>The settings of the section <c>Tools</c>: where tofu and terraform are found (design.md §5.1).</summary>
public sealed class ToolOptions
{
    public const string Section = "Tools";

    /// <summary>Folder with <c>name/version/name</c> executables, searched before PATH; unset: <c>tools</c> in the data folder.</summary>
    public string? Directory { get; set; }

    /// <summary>Whether a version that is neither in the folder nor on PATH is downloaded. What is downloaded must be signed by its vendor, or by a key in the folder's <c>keyrings</c>.</summary>
    public bool Download { get; set; } = true;

    /// <summary>Base address of a mirror that has both tools as releases.hashicorp.com has its own; unset: each comes from its vendor.</summary>
    public Uri? Mirror { get; set; }
}
