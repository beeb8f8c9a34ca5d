using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.Sandbox.Native;

/// <content>Files of people who may want to trick us.</content>
internal static unsafe partial class Libc
{
    internal enum BeneathMode
    {
        /// <summary>Links that stay in the folder are followed.</summary>
        Read,

        /// <summary>No link is followed: what is behind one is not ours to overwrite.</summary>
        Create,
    }

    internal static SafeFileHandle OpenFolder(string path)
    {
        const int pathOnly = 0x200000;
        return new SafeFileHandle(Checked(Open(path, pathOnly | OpenCloseOnExec), $"open {path}"), ownsHandle: true);
    }

    /// <summary>Opens a path without ever leaving the folder; null when it does not exist.</summary>
    internal static SafeFileHandle? OpenBeneath(SafeFileHandle folder, string relativePath, BeneathMode mode)
    {
        const long openAt2 = 437;
        const int noSuchFile = 2;
        const ulong create = 0x40 | 0x200 | 1;
        // Opening a pipe would wait for its other end.
        const ulong doNotWait = 0x800;
        const ulong noMagicLinks = 2;
        const ulong noLinks = 4;
        const ulong beneath = 8;
        var how = mode switch
        {
            BeneathMode.Read => new OpenHow(OpenCloseOnExec | doNotWait, 0, beneath | noMagicLinks),
            BeneathMode.Create => new OpenHow(OpenCloseOnExec | doNotWait | create, 0x180, beneath | noLinks),
        };
        var name = Marshal.StringToCoTaskMemUTF8(relativePath);
        try
        {
            var descriptor = SystemCall(openAt2, (int)folder.DangerousGetHandle(), name, (nint)(&how), sizeof(OpenHow));
            if (descriptor >= 0)
            {
                return new SafeFileHandle((nint)descriptor, ownsHandle: true);
            }

            return Marshal.GetLastPInvokeError() == noSuchFile ? null : throw Failure(relativePath);
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    internal static bool IsPlainFile(SafeFileHandle file)
    {
        const int emptyPath = 0x1000;
        const uint type = 1;
        const int kinds = 0xF000;
        const int plain = 0x8000;
        var status = stackalloc ulong[32];
        Checked(StatX((int)file.DangerousGetHandle(), "", emptyPath, type, status), "statx");
        // stx_mode, at byte 28.
        return (((ushort*)status)[14] & kinds) == plain;
    }

    internal static void ChangeOwner(SafeFileHandle file, int userId) =>
        Checked(FChown((int)file.DangerousGetHandle(), (uint)userId, (uint)userId), "fchown");

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct OpenHow(ulong Flags, ulong Mode, ulong Resolve);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int FChown(int descriptor, uint userId, uint groupId);
}
