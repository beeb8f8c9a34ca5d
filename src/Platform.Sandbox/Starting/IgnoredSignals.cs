using System.Globalization;
using Platform.Sandbox.Native;

namespace Platform.Sandbox.Starting;

/// <summary>Keeps signals that this process ignores from being ignored by its children too.</summary>
/// <remarks>
/// A child inherits "ignored" but not a handler, so each ignored signal gets a handler that does nothing.
/// .NET itself ignores SIGPIPE, and whoever starts us in the background may have us ignore SIGINT, which a stopped tool must hear.
/// PosixSignalRegistration does not help: it leaves an ignored signal ignored.
/// </remarks>
internal static class IgnoredSignals
{
    // SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM.
    private static readonly int[] Signals = [1, 2, 3, 13, 15];

    internal static void KeepFromChildren()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        var ignored = ulong.Parse(line.AsSpan("SigIgn:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        foreach (var signal in Signals.Where(signal => ((ignored >> (signal - 1)) & 1) == 1))
        {
            Libc.HandleWithNothing(signal);
        }
    }
}
