using Platform.Sandbox.Native;

namespace Platform.Sandbox.Limits;

/// <summary>How many bytes a program has on the disk of its work folder.</summary>
internal sealed class DiskUse(string workFolder, ProcessTree tree, int? userId)
{
    private HashSet<int> _hidden = [];

    /// <summary>What it has at the moment.</summary>
    /// <exception cref="IOException">It cannot be measured, which nothing that behaves causes; the message says why.</exception>
    internal long Measure() => InFolder() + Deleted();

    internal long InFolder() => FolderWalk.BytesIn(workFolder);

    // A file that was deleted while it is open is in no folder, and fills the disk all the same.
    private long Deleted()
    {
        var processes = tree.Processes();
        // In a container root may lack the right to look at what another user's process has open; that user has it.
        var (bytes, hidden) = userId is { } user ? Libc.WithFilesOf(user, () => Deleted(processes)) : Deleted(processes);
        var before = _hidden;
        _hidden = hidden;
        // One look may fall on a process that is about to end.
        return hidden.Overlaps(before) ? throw new IOException("one of its processes hides which files it has open") : bytes;
    }

    private static (long Bytes, HashSet<int> Hidden) Deleted(IReadOnlyList<int> processes)
    {
        HashSet<(long Device, long Inode)> seen = [];
        HashSet<int> hidden = [];
        var bytes = 0L;
        foreach (var process in processes)
        {
            try
            {
                // Asked, never opened: opening a pipe that somebody prepared would wait for ever.
                foreach (var file in Directory.GetFiles($"/proc/{process}/fd").Select(Libc.StatusOf).OfType<FileStatus>())
                {
                    if (file is { IsFile: true, Links: 0 } && seen.Add((file.Device, file.Inode)))
                    {
                        bytes += file.AllocatedBytes;
                    }
                }
            }
            catch (DirectoryNotFoundException)
            {
                // It ended.
            }
            catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
            {
                if (IsAlive(process))
                {
                    hidden.Add(process);
                }
            }
        }

        return (bytes, hidden);
    }

    // What ended and was not waited for yet has no files, and they cannot be listed either.
    private static bool IsAlive(int process)
    {
        var status = ProcessTree.Read($"/proc/{process}/status");
        return status.Length > 0 && !status.Contains("\nState:\tZ", StringComparison.Ordinal) && !status.Contains("\nState:\tX", StringComparison.Ordinal);
    }
}
