using Microsoft.Win32.SafeHandles;
using Platform.Sandbox.Native;

namespace Platform.Sandbox.Limits;

/// <summary>A program and all its descendants, seen from the host.</summary>
internal abstract class ProcessTree : IDisposable
{
    /// <summary>The program's own process, or null while there is none.</summary>
    internal abstract int? EnginePid { get; }

    /// <summary>Path through which the host sees the program's files; null where it uses the host's own.</summary>
    internal abstract string? Root { get; }

    internal abstract void Kill();

    /// <summary>Completes when all of it is gone, once the process that we started has ended.</summary>
    internal abstract Task GoneAsync();

    public abstract void Dispose();

    /// <summary>Every process that is alive at the moment.</summary>
    internal abstract IReadOnlyList<int> Processes();

    /// <summary>Children of all threads of a process, oldest first; none when it is gone.</summary>
    protected static IEnumerable<int> ChildrenOf(int processId)
    {
        string[] threads;
        try
        {
            threads = Directory.GetDirectories($"/proc/{processId}/task");
        }
        catch (IOException)
        {
            // Gone between two looks, which is how processes end.
            return [];
        }

        return threads.SelectMany(thread => Read(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse);
    }

    protected static List<int> DescendantsOf(int processId)
    {
        var found = new List<int> { processId };
        for (var next = 0; next < found.Count; next++)
        {
            found.AddRange(ChildrenOf(found[next]));
        }

        return found;
    }

    /// <summary>A file of /proc, empty when its process is gone.</summary>
    internal static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}

/// <summary>A process namespace: when its first process ends, so does every other.</summary>
internal sealed class NamespaceTree : ProcessTree
{
    private readonly SafeFileHandle _handle;

    private NamespaceTree(int init, SafeFileHandle handle)
    {
        Init = init;
        _handle = handle;
    }

    /// <summary>The first process of the namespace, which is not the program but its parent.</summary>
    internal int Init { get; }

    /// <summary>The namespace with this first process; null when it is gone already.</summary>
    internal static NamespaceTree? Of(int init) => Libc.OpenProcess(init) is { } handle ? new NamespaceTree(init, handle) : null;

    // The first child is the program; later ones are orphans that the namespace's first process took in.
    internal override int? EnginePid => ChildrenOf(Init).Cast<int?>().FirstOrDefault();

    internal override string Root => $"/proc/{Init}/root";

    internal override void Kill() => Libc.Signal(_handle, Libc.SigKill);

    // bubblewrap ends when it knows the exit code, some milliseconds before the kernel has taken the namespace down.
    internal override async Task GoneAsync()
    {
        while (!Libc.HasEnded(_handle))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }

    public override void Dispose() => _handle.Dispose();

    internal override IReadOnlyList<int> Processes() => DescendantsOf(Init);
}

/// <summary>Without a sandbox: a process that leads a group, and what it started. A child that leaves group and parent escapes.</summary>
internal sealed class GroupTree(int leader) : ProcessTree
{
    internal override int? EnginePid => leader;

    internal override string? Root => null;

    internal override void Kill()
    {
        var processes = Processes();
        Libc.Signal(-leader, Libc.SigKill);
        foreach (var process in processes)
        {
            Libc.Signal(process, Libc.SigKill);
        }
    }

    // What is left of the group does not outlive the program, as in a sandbox.
    internal override Task GoneAsync()
    {
        Libc.Signal(-leader, Libc.SigKill);
        return Task.CompletedTask;
    }

    public override void Dispose()
    {
        // Its process is the command's to let go.
    }

    internal override IReadOnlyList<int> Processes() => DescendantsOf(leader);
}
