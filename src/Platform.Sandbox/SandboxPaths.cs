namespace Platform.Sandbox;

/// <summary>Where a program sees its files. The same for every run, so that what a plan wrote down still holds in the apply.</summary>
/// <param name="Work">The work folder.</param>
/// <param name="PrivateFiles">The folder of the private files.</param>
public sealed record SandboxPaths(string Work, string PrivateFiles)
{
    /// <summary>Inside a sandbox.</summary>
    public static SandboxPaths Isolated { get; } = new("/run/platform/work", "/run/platform/private");

    internal const string Home = "/home/runner";

    /// <summary>Without a sandbox there is only the host's own tree, and private files lie beside the work folder.</summary>
    internal static SandboxPaths OnHost(string workFolder)
    {
        var work = Path.TrimEndingDirectorySeparator(Path.GetFullPath(workFolder));
        return new SandboxPaths(work, work + ".private");
    }
}
