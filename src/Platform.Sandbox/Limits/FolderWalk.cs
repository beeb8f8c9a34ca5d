using Microsoft.Win32.SafeHandles;
using Platform.Sandbox.Native;

namespace Platform.Sandbox.Limits;

/// <summary>Adds up what a folder of somebody's holds, who may want it to look smaller than it is.</summary>
/// <remarks>
/// Each folder is opened from the one above it, so that no path is too long and no link leads away.
/// What cannot be read is not taken for empty: it makes the whole walk fail.
/// </remarks>
internal sealed class FolderWalk
{
    /// <summary>Names are not free: a disk that has no more of them is as full as one without bytes.</summary>
    internal const long BytesPerName = 4096;

    // Each level holds a file open while it is walked, and no honest tree is that deep.
    private const int DeepestFolder = 500;

    private readonly HashSet<(long Device, long Inode)> _linkedTwice = [];
    private long _bytes;

    /// <summary>Bytes in the folder.</summary>
    /// <exception cref="IOException">A folder below it could not be read.</exception>
    internal static long BytesIn(string folder)
    {
        var walk = new FolderWalk();
        using var top = Libc.OpenToList(folder);
        walk.Add(top);
        return walk._bytes;
    }

    private void Add(SafeFileHandle top)
    {
        var levels = new Stack<(SafeFileHandle Folder, Queue<byte[]> Below)>();
        try
        {
            Enter(levels, top);
            while (levels.TryPeek(out var level))
            {
                if (!level.Below.TryDequeue(out var name))
                {
                    Leave(levels.Pop().Folder, top);
                }
                else if (Libc.OpenToList(level.Folder, name) is { } folder)
                {
                    Enter(levels, folder);
                }
            }
        }
        finally
        {
            foreach (var (folder, _) in levels)
            {
                Leave(folder, top);
            }
        }
    }

    private void Enter(Stack<(SafeFileHandle Folder, Queue<byte[]> Below)> levels, SafeFileHandle folder)
    {
        var below = new Queue<byte[]>();
        levels.Push((folder, below));
        if (levels.Count > DeepestFolder)
        {
            throw new IOException($"its folders are nested more than {DeepestFolder} deep");
        }

        Count(folder, below);
    }

    // Adds up what is in a folder, and notes the folders in it.
    private void Count(SafeFileHandle folder, Queue<byte[]> folders)
    {
        foreach (var name in Libc.NamesIn(folder))
        {
            if (Libc.StatusOf(folder, name) is not { } status)
            {
                // Gone since it was listed.
                continue;
            }

            _bytes += BytesPerName;
            if (status.IsFolder)
            {
                folders.Enqueue(name);
            }
            else if (status.Links < 2 || _linkedTwice.Add((status.Device, status.Inode)))
            {
                // A file may be longer than what it takes, and take more than its length.
                _bytes += Math.Max(Math.Max(status.Length, status.AllocatedBytes) - BytesPerName, 0);
            }
        }
    }

    private static void Leave(SafeFileHandle folder, SafeFileHandle top)
    {
        if (folder != top)
        {
            folder.Dispose();
        }
    }
}
