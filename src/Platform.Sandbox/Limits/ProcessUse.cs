using System.Globalization;
using Platform.Sandbox.Native;

namespace Platform.Sandbox.Limits;

/// <summary>What a program and all its descendants use at one moment.</summary>
/// <param name="Processes">Processes and threads.</param>
/// <param name="MemoryBytes">Memory that is theirs alone, and files in memory.</param>
internal sealed record ProcessUse(int Processes, long MemoryBytes)
{
    // The kernel's own cost of a name in a memory file system, so that empty files are not free.
    private const int BytesPerName = 1024;

    private static readonly string[] MemoryFolders = ["/tmp", "/dev/shm", SandboxPaths.Home];

    internal static ProcessUse Of(ProcessTree tree)
    {
        var threads = 0;
        var kibibytes = 0L;
        foreach (var process in tree.Processes())
        {
            foreach (var line in ProcessTree.Read($"/proc/{process}/status").AsSpan().EnumerateLines())
            {
                // Pages of program files are shared and can be dropped; they are not what fills a host.
                if (line.StartsWith("RssAnon:") || line.StartsWith("RssShmem:") || line.StartsWith("VmPTE:") || line.StartsWith("VmSwap:"))
                {
                    kibibytes += NumberIn(line);
                }
                else if (line.StartsWith("Threads:"))
                {
                    threads += (int)NumberIn(line);
                }
            }
        }

        return new ProcessUse(threads, (kibibytes * 1024) + FilesInMemory(tree.Root));
    }

    private static long FilesInMemory(string? root) =>
        root is null ? 0 : MemoryFolders.Sum(folder => Libc.UsageOf(root + folder) is { } use ? use.Bytes + (use.Names * BytesPerName) : 0);

    private static long NumberIn(ReadOnlySpan<char> line)
    {
        var rest = line[(line.IndexOf(':') + 1)..].Trim();
        var end = rest.IndexOf(' ');
        return long.Parse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture);
    }
}
