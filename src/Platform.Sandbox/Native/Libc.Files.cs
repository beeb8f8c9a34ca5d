using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.Sandbox.Native;

/// <content>Files in a folder whose owner may want to trick us.</content>
internal static unsafe partial class Libc
{
    private const int PathOnly = 0x200000;

    internal static SafeFileHandle OpenFolder(string path) =>
        new(Checked(Open(path, PathOnly | OpenCloseOnExec), $"open {path}"), ownsHandle: true);

    /// <summary>Finds a path without ever leaving the folder, for asking and not for reading; null when it does not exist.</summary>
    internal static SafeFileHandle? OpenBeneath(SafeFileHandle folder, string relativePath)
    {
        const long openAt2 = 437;
        const int noSuchFile = 2;
        const ulong noMagicLinks = 2;
        const ulong beneath = 8;
        var how = new OpenHow(PathOnly | OpenCloseOnExec, 0, beneath | noMagicLinks);
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

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct OpenHow(ulong Flags, ulong Mode, ulong Resolve);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
