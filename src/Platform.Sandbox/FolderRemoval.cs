using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Platform.Sandbox.Native;

namespace Platform.Sandbox;

/// <summary>Empties a folder whose owner may have tried to make that hard.</summary>
internal static class FolderRemoval
{
    /// <summary>Removes everything in a folder.</summary>
    /// <remarks>A folder in a folder is moved to the top instead of being entered, so that depth costs neither open files nor stack.</remarks>
    internal static void Empty(SafeFileHandle top)
    {
        var moved = 0;
        var left = new Queue<byte[]>();
        Remove(top, Libc.NamesIn(top), left.Enqueue);
        while (left.TryDequeue(out var name))
        {
            using (var folder = Open(top, name))
            {
                if (folder is null)
                {
                    continue;
                }

                Remove(folder, Libc.NamesIn(folder), below =>
                {
                    byte[] newName;
                    do
                    {
                        newName = Encoding.ASCII.GetBytes($".removed-{(moved++).ToString(CultureInfo.InvariantCulture)}\0");
                    }
                    while (Libc.StatusOf(top, newName) is not null);
                    // A folder that is moved must itself be writable, as its way up changes.
                    Libc.OpenToOwner(folder, below);
                    Libc.Move(folder, below, top, newName);
                    left.Enqueue(newName);
                });
            }

            Libc.Remove(top, name, isFolder: true);
        }
    }

    private static SafeFileHandle? Open(SafeFileHandle parent, byte[] name)
    {
        Libc.OpenToOwner(parent, name);
        return Libc.OpenToList(parent, name);
    }

    private static void Remove(SafeFileHandle folder, IReadOnlyList<byte[]> names, Action<byte[]> leave)
    {
        foreach (var name in names)
        {
            if (Libc.StatusOf(folder, name) is { } status && !Libc.Remove(folder, name, status.IsFolder))
            {
                leave(name);
            }
        }
    }
}
