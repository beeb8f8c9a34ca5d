namespace Platform.UnitTests.Sandbox;

/// <summary>What runs on this host at the moment.</summary>
internal static class RunningProcesses
{
    internal static IReadOnlyList<string> WithCommandLine(string marker) =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Where(folder => CommandLine(folder).Contains(marker, StringComparison.Ordinal))];

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            // Ended since it was listed.
            return "";
        }
    }
}
