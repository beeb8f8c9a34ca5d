using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.Agent.Folders;

/// <summary>The system calls that .NET has no name for.</summary>
internal static partial class Libc
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int ErrorNoEntry = 2;
    public const int ErrorExists = 17;
    public const int RemoveDirectory = 0x200;

    // These numbers are the same on x86-64 and arm64, unlike those of O_DIRECTORY and O_NOFOLLOW, which openat2 makes unnecessary.
    public const int PathOnly = 0x200000;

    public const ulong ResolveNoMagicLinks = 0x02;
    public const ulong ResolveNoSymlinks = 0x04;
    public const ulong ResolveBeneath = 0x08;

    private const int EmptyPath = 0x1000;
    private const uint TypeOnly = 1;
    private const ushort TypeMask = 0xF000;
    private const ushort RegularFile = 0x8000;
    private const long OpenAt2Number = 437;

    public static SafeFileHandle OpenAt2(SafeFileHandle folder, string path, OpenHow how)
    {
        var descriptor = OpenAt2(OpenAt2Number, folder, path, ref how, (nuint)Marshal.SizeOf<OpenHow>());
        return new SafeFileHandle((nint)descriptor, ownsHandle: true);
    }

    public static bool IsRegularFile(SafeFileHandle file)
    {
        // struct statx looks the same on every processor, which struct stat does not: 16 bits of mode at byte 28 of 256.
        Span<ushort> status = stackalloc ushort[128];
        return StatX(file, "", EmptyPath, TypeOnly, status) == 0 && (status[14] & TypeMask) == RegularFile;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(SafeFileHandle folder, string path, int flags, uint mask, Span<ushort> status);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UnlinkAt(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectoryAt(SafeFileHandle folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwnerAt(SafeFileHandle folder, string name, int user, int group, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long OpenAt2(long number, SafeFileHandle folder, string path, ref OpenHow how, nuint size);
}

/// <summary>The kernel's <c>struct open_how</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenHow
{
    public ulong Flags;
    public ulong Mode;
    public ulong Resolve;
}
