using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Platform.Sandbox.Native;

/// <content>Signals, limits and ends of other processes.</content>
internal static unsafe partial class Libc
{
    /// <summary>Sends a signal. False when the process is gone.</summary>
    internal static bool Signal(int processId, int signal)
    {
        const int noSuchProcess = 3;
        if (Kill(processId, signal) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == noSuchProcess ? false : throw Failure("kill");
    }

    /// <summary>Gives a signal a handler that does nothing.</summary>
    /// <remarks>No managed code may run when a signal arrives; a function of the C library that only answers a number may.</remarks>
    internal static void HandleWithNothing(int signal)
    {
        var library = NativeLibrary.GetMainProgramHandle();
        if (SetHandler(signal, NativeLibrary.GetExport(library, "getpid")) == -1)
        {
            throw Failure("signal");
        }
    }

    /// <summary>A process by handle: its number may go to another process, the handle does not.</summary>
    /// <returns>Null when there is no such process any more.</returns>
    internal static SafeFileHandle? OpenProcess(int processId)
    {
        const long pidfdOpen = 434;
        const int noSuchProcess = 3;
        var descriptor = (int)SystemCall(pidfdOpen, processId, 0, 0, 0);
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        return Marshal.GetLastPInvokeError() == noSuchProcess ? null : throw Failure("pidfd_open");
    }

    /// <summary>Sends a signal. Nothing happens when the process has ended.</summary>
    internal static void Signal(SafeFileHandle process, int signal)
    {
        const long pidfdSendSignal = 424;
        const int noSuchProcess = 3;
        if (SystemCall(pidfdSendSignal, (int)process.DangerousGetHandle(), signal, 0, 0) != 0 && Marshal.GetLastPInvokeError() != noSuchProcess)
        {
            throw Failure("pidfd_send_signal");
        }
    }

    /// <summary>Whether a process has ended; the first process of a namespace ends after all others of it.</summary>
    internal static bool HasEnded(SafeFileHandle process)
    {
        const short readable = 1;
        var question = new PollQuestion((int)process.DangerousGetHandle(), readable, 0);
        return Checked(Poll(&question, 1, 0), "poll") == 1;
    }

    /// <summary>Lowers one resource limit of another process; one that is lower already stays. False when the process is gone.</summary>
    internal static bool LowerLimit(int processId, int resource, ulong value)
    {
        const int noSuchProcess = 3;
        ResourceLimit limit;
        if (Prlimit(processId, resource, null, &limit) == 0)
        {
            var hard = Math.Min(limit.Hard, value);
            limit = new ResourceLimit(hard, hard);
            if (Prlimit(processId, resource, &limit, null) == 0)
            {
                return true;
            }
        }

        return Marshal.GetLastPInvokeError() == noSuchProcess ? false : throw Failure("prlimit");
    }

    /// <summary>Does something with another real user id, on this thread only. Only root can, and it stays root in all but name.</summary>
    /// <remarks>
    /// Limits of a process may be set by the same user, or with a capability that root in a container usually lacks.
    /// The C library would change the user of all threads; the bare system calls change that of one.
    /// </remarks>
    internal static T As<T>(int userId, Func<T> work)
    {
        var (setUser, setGroup) = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (117, 119),
            Architecture.Arm64 => (147, 149),
            var other => throw new PlatformNotSupportedException($"Sandboxes are not made for {other} processors."),
        };
        const int unchanged = -1;
        Checked((int)SystemCall(setGroup, userId, unchanged, unchanged, 0), "setresgid");
        Checked((int)SystemCall(setUser, userId, unchanged, unchanged, 0), "setresuid");
        try
        {
            return work();
        }
        finally
        {
            Checked((int)SystemCall(setUser, 0, unchanged, unchanged, 0), "setresuid");
            Checked((int)SystemCall(setGroup, 0, unchanged, unchanged, 0), "setresgid");
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Soft, ulong Hard);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int Prlimit(int processId, int resource, ResourceLimit* limit, ResourceLimit* previous);
}
