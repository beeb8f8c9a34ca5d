using System.IO.Enumeration;
using Platform.Sandbox.Native;

namespace Platform.Sandbox.Limits;

/// <summary>How many bytes a program has in its work folder.</summary>
internal static class DiskUse
{
    internal static long Of(string workFolder, ProcessTree tree) => InFolder(workFolder) + Deleted(tree);

    internal static long InFolder(string workFolder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        try
        {
            return new FileSystemEnumerable<long>(workFolder, (ref entry) => entry.IsDirectory ? 0 : entry.Length, options).Sum();
        }
        catch (IOException)
        {
            // A folder vanished while it was walked; the next walk sees what is there then.
            return 0;
        }
    }

    // A file that was deleted while it is open is in no folder, and fills the disk all the same.
    private static long Deleted(ProcessTree tree)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0L;
        foreach (var descriptor in tree.Processes().SelectMany(DescriptorsOf))
        {
            try
            {
                if (File.ResolveLinkTarget(descriptor, returnFinalTarget: false) is { } target
                    && target.FullName.EndsWith(" (deleted)", StringComparison.Ordinal)
                    && seen.Add(target.FullName))
                {
                    // Asked, never opened: opening a pipe that somebody prepared would wait for ever.
                    bytes += Libc.AllocatedBytes(descriptor);
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Closed since it was listed, or its process is gone.
            }
        }

        return bytes;
    }

    private static IEnumerable<string> DescriptorsOf(int process)
    {
        try
        {
            return Directory.GetFiles($"/proc/{process}/fd");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
