using Platform.Sandbox.Native;

namespace Platform.Sandbox.Limits;

/// <summary>The limits that the kernel keeps for us, put on a sandbox's first process before it starts anything.</summary>
internal static class KernelLimits
{
    // Numbers of <bits/resource.h>.
    private const int FileSize = 1;
    private const int CoreSize = 4;
    private const int Processes = 6;
    private const int OpenFiles = 7;

    /// <summary>False when the process is already gone.</summary>
    /// <remarks>
    /// The process limit is put on from outside after the user namespace exists: from then on the kernel counts inside the namespace,
    /// while a limit that was there before would count all processes of the user on the host.
    /// </remarks>
    internal static bool Apply(int processId, ProcessLimits limits) =>
        Libc.LowerLimit(processId, FileSize, (ulong)limits.DiskBytes)
        && Libc.LowerLimit(processId, CoreSize, 0)
        && Libc.LowerLimit(processId, OpenFiles, (ulong)limits.OpenFiles)
        && Libc.LowerLimit(processId, Processes, (ulong)limits.Processes);

    // When the whole host runs out of memory, a sandbox goes before the platform does.
    internal static void PreferForOutOfMemory(int processId)
    {
        try
        {
            File.WriteAllText($"/proc/{processId}/oom_score_adj", "1000");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A wish, not a promise: some containers do not let it be changed.
        }
    }
}
