using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.Sandbox.Native;

/// <summary>The few system calls that .NET does not offer.</summary>
internal static unsafe partial class Libc
{
    internal const int SigInt = 2;
    internal const int SigKill = 9;

    private const int FSetFd = 2;
    private const int FdCloseOnExec = 1;
    private const int OpenCloseOnExec = 0x80000;

    internal static bool IsRoot => GetEuid() == 0;

    /// <summary>A nameless file in memory that a child can inherit; what it holds is in no folder and on no command line.</summary>
    internal static int CreateMemoryFile(string name) => Checked(MemfdCreate(name, 1), "memfd_create");

    internal static (int Read, int Write) CreatePipe()
    {
        var ends = stackalloc int[2];
        Checked(Pipe2(ends, OpenCloseOnExec), "pipe2");
        return (ends[0], ends[1]);
    }

    /// <summary>Keeps every file that is open now from reaching children, except standard input and outputs.</summary>
    /// <remarks>.NET opens files that way, but what our own parent left open, or a native library opened, would go all the way into a sandbox.</remarks>
    internal static void KeepFilesFromChildren()
    {
        const long closeRange = 436;
        const long closeOnExec = 4;
        Checked((int)SystemCall(closeRange, 3, int.MaxValue, closeOnExec, 0), "close_range");
    }

    internal static void SetInheritable(int descriptor, bool inheritable) =>
        Checked(Fcntl(descriptor, FSetFd, inheritable ? 0 : FdCloseOnExec), "fcntl");

    /// <summary>How much was written into a pipe and not read yet.</summary>
    internal static int UnreadBytes(SafeFileHandle pipe)
    {
        const ulong unread = 0x541B;
        var bytes = 0;
        Checked(Ioctl((int)pipe.DangerousGetHandle(), unread, &bytes), "ioctl");
        return bytes;
    }

    /// <summary>Whether nobody has a pipe's other end open any more.</summary>
    internal static bool HasNoReader(SafeFileHandle pipe)
    {
        const short error = 8;
        var question = new PollQuestion((int)pipe.DangerousGetHandle(), 0, 0);
        Checked(Poll(&question, 1, 0), "poll");
        return (question.Happened & error) != 0;
    }

    internal static void ChangeOwner(string path, int userId)
    {
        if (LChown(path, (uint)userId, (uint)userId) != 0)
        {
            throw Failure($"lchown {path}");
        }
    }

    /// <summary>Bytes and names in use on the filesystem at a path, or null where it cannot be asked (the process behind it is gone).</summary>
    internal static (long Bytes, long Names)? UsageOf(string mountPoint)
    {
        // struct statvfs of 64-bit Linux: eleven words that matter, then padding.
        var status = stackalloc ulong[32];
        return StatVfs(mountPoint, status) == 0
            ? ((long)(status[1] * (status[2] - status[3])), (long)(status[5] - status[6]))
            : null;
    }

    /// <summary>What an ordinary user may still put on the filesystem at a path; names are null where it has no fixed number of them.</summary>
    internal static (long Bytes, long? Names) FreeAt(string path)
    {
        var status = stackalloc ulong[32];
        Checked(StatVfs(path, status), $"statvfs {path}");
        return ((long)(status[1] * status[4]), status[5] == 0 ? null : (long)status[7]);
    }

    internal static IOException Failure(string call) => new($"{call}: {Marshal.GetLastPInvokeErrorMessage()}");

    private static int Checked(int result, string call) => result >= 0 ? result : throw Failure(call);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct PollQuestion(int Descriptor, short Events, short Happened);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollQuestion* questions, ulong count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int descriptor, ulong request, int* answer);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEuid();

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe2(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long first, long second, long third, long fourth);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LChown(string path, uint userId, uint groupId);

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatVfs(string path, ulong* status);
}
