using Platform.Sandbox.Network;

namespace Platform.Sandbox;

/// <summary>A program to run, and all it gets to see.</summary>
public sealed record SandboxRequest
{
    /// <summary>Absolute path of the program as the sandbox sees it.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments. Anybody on the host can read them: secrets go into <see cref="Environment"/> or <see cref="PrivateFiles"/>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment; nothing is inherited. HOME, TMPDIR and PATH have sensible values when absent, and a fence adds its proxy.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The folder on the host that the program may write; it appears at <see cref="SandboxPaths.Work"/>.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>Where in the work folder the program starts; empty for the folder itself.</summary>
    public string CurrentDirectory { get; init; } = "";

    /// <summary>More of the host's files, read-only.</summary>
    public IReadOnlyList<SandboxMount> Mounts { get; init; } = [];

    /// <summary>Files that exist in memory only, below <see cref="SandboxPaths.PrivateFiles"/>: name and content.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> PrivateFiles { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    public required ProcessLimits Limits { get; init; }

    public SandboxNetwork Network { get; init; } = SandboxNetwork.None;

    /// <summary>The proxy and the forwards that the sandbox reaches; required unless <see cref="Network"/> is <see cref="SandboxNetwork.None"/>.</summary>
    public FencedNetwork? Fence { get; init; }

    /// <summary>User outside the sandbox. Required where this process is root, so that nothing inside is root outside; otherwise null.</summary>
    public int? UserId { get; init; }
}

/// <summary>A file or folder of the host, shown read-only.</summary>
/// <param name="Source">Where it is on the host.</param>
/// <param name="Target">Where the program sees it.</param>
public sealed record SandboxMount(string Source, string Target);

/// <summary>What a program can reach over the network.</summary>
public enum SandboxNetwork
{
    /// <summary>Nothing but its own loopback.</summary>
    None,

    /// <summary>Its own loopback, where the fence's proxy and forwards listen.</summary>
    Fenced,

    /// <summary>The internet without a proxy, but no private or link-local address; the fence's forwards as well.</summary>
    Open,
}

/// <summary>How much a program and all its children may use together.</summary>
public sealed record ProcessLimits
{
    /// <summary>Most processes and threads at once.</summary>
    public int Processes { get; init; } = 1024;

    /// <summary>Most memory of all processes, files in memory included.</summary>
    public long MemoryBytes { get; init; } = 2L << 30;

    /// <summary>Most bytes in the work folder. Each name counts as 4 KiB at least.</summary>
    public long DiskBytes { get; init; } = 4L << 30;

    /// <summary>Bytes that stay free on the disk of the work folder: a program that runs when there are fewer is ended.</summary>
    public long FreeDiskBytes { get; init; } = 256L << 20;

    /// <summary>Most open files of one process.</summary>
    public int OpenFiles { get; init; } = 4096;

    /// <summary>Longest time before the program is interrupted.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long an interrupted program may take to end before it is killed.</summary>
    public TimeSpan InterruptGrace { get; init; } = TimeSpan.FromMinutes(1);
}
