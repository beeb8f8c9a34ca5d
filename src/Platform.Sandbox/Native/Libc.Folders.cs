using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Platform.Sandbox.Native;

/// <content>Folders by handle, so that no path is ever too long.</content>
internal static unsafe partial class Libc
{
    private const int CurrentDirectory = -100;
    private const int NoSuchFile = 2;
    private const int NoFolder = 20;
    private const int IsLink = 40;

    internal static SafeFileHandle OpenToList(string folder) => new(Checked(OpenAt(CurrentDirectory, Name(folder), ListFlags), folder), ownsHandle: true);

    /// <summary>Opens a folder of a folder; null when it is gone or no folder any more.</summary>
    internal static SafeFileHandle? OpenToList(SafeFileHandle parent, byte[] name)
    {
        var descriptor = OpenAt((int)parent.DangerousGetHandle(), name, ListFlags);
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        return Marshal.GetLastPInvokeError() is NoSuchFile or NoFolder or IsLink ? null : throw Failure($"the folder {Encoding.UTF8.GetString(name).TrimEnd('\0')}");
    }

    /// <summary>All names in a folder, without the two that stand for itself and its parent.</summary>
    /// <remarks>They are bytes that end in a zero, as the system has them: a name need not be UTF-8.</remarks>
    internal static List<byte[]> NamesIn(SafeFileHandle folder)
    {
        // struct linux_dirent64: inode, offset (8 bytes each), length of the record (2), kind (1), name up to a zero.
        const int lengthAt = 16;
        const int nameAt = 19;
        var getEntries = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 217 : 61;
        var buffer = new byte[32 * 1024];
        List<byte[]> names = [];
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var read = (int)SystemCall(getEntries, (int)folder.DangerousGetHandle(), (nint)start, buffer.Length, 0);
                if (read == 0 || (read < 0 && Marshal.GetLastPInvokeError() == NoSuchFile))
                {
                    return names;
                }

                Checked(read, "getdents");
                for (var at = 0; at < read; at += BitConverter.ToUInt16(buffer, at + lengthAt))
                {
                    var name = buffer.AsSpan(at + nameAt);
                    name = name[..(name.IndexOf((byte)0) + 1)];
                    if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8))
                    {
                        names.Add(name.ToArray());
                    }
                }
            }
        }
    }

    /// <summary>Removes a file, a link, or a folder with nothing in it. False when it is a folder that is not empty.</summary>
    internal static bool Remove(SafeFileHandle folder, byte[] name, bool isFolder)
    {
        const int removeFolder = 0x200;
        const int notEmpty = 39;
        if (UnlinkAt((int)folder.DangerousGetHandle(), name, isFolder ? removeFolder : 0) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            NoSuchFile => true,
            notEmpty when isFolder => false,
            _ => throw Failure("unlink"),
        };
    }

    internal static void Move(SafeFileHandle folder, byte[] name, SafeFileHandle target, byte[] newName) =>
        Checked(RenameAt((int)folder.DangerousGetHandle(), name, (int)target.DangerousGetHandle(), newName), "rename");

    /// <summary>Opens a folder to its owner, links not followed.</summary>
    internal static void OpenToOwner(SafeFileHandle parent, byte[] name)
    {
        const int ownerOnly = 0x1C0;
        const int noFollow = 0x100;
        Checked(ChangeModeAt((int)parent.DangerousGetHandle(), name, ownerOnly, noFollow), "chmod");
    }

    /// <summary>What a name in a folder stands for, links not followed; null when it is gone.</summary>
    internal static FileStatus? StatusOf(SafeFileHandle folder, byte[] name)
    {
        const int noFollow = 0x100;
        return StatusOf((int)folder.DangerousGetHandle(), name, noFollow);
    }

    /// <summary>What a path stands for, links followed; null when it is gone.</summary>
    internal static FileStatus? StatusOf(string path) => StatusOf(CurrentDirectory, Name(path), 0);

    private static FileStatus? StatusOf(int folder, byte[] name, int flags)
    {
        const uint basic = 0x7FF;
        const int kindMask = 0xF000;
        // struct statx: links at 16, mode at 28, inode at 32, size at 40, blocks at 48, device (major, minor) at 136.
        var status = stackalloc byte[256];
        if (StatX(folder, name, flags, basic, status) != 0)
        {
            return Marshal.GetLastPInvokeError() is NoSuchFile or NoFolder ? null : throw Failure($"the file {Encoding.UTF8.GetString(name).TrimEnd('\0')}");
        }

        var kind = *(ushort*)(status + 28) & kindMask;
        return new FileStatus(
            *(long*)(status + 136),
            *(long*)(status + 32),
            kind == 0x4000,
            kind == 0x8000,
            *(uint*)(status + 16),
            *(long*)(status + 40),
            *(long*)(status + 48) * 512);
    }

    /// <summary>Does something with the rights to files that another user has, on this thread only.</summary>
    internal static T WithFilesOf<T>(int userId, Func<T> work)
    {
        var (setUser, setGroup) = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (122, 123) : (151, 152);
        var group = SystemCall(setGroup, userId, 0, 0, 0);
        var user = SystemCall(setUser, userId, 0, 0, 0);
        try
        {
            return work();
        }
        finally
        {
            _ = SystemCall(setUser, (nint)user, 0, 0, 0);
            _ = SystemCall(setGroup, (nint)group, 0, 0, 0);
        }
    }

    // Read only, a folder, no link, closed in children.
    private static int ListFlags => (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0x10000 | 0x20000 : 0x4000 | 0x8000) | OpenCloseOnExec;

    private static byte[] Name(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int UnlinkAt(int folder, byte[] name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static partial int RenameAt(int folder, byte[] name, int target, byte[] newName);

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true)]
    private static partial int ChangeModeAt(int folder, byte[] name, int mode, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int folder, byte[] name, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(int folder, byte[] path, int flags, uint mask, byte* status);
}
