using System.Text;
using Platform.Sandbox.Starting;

namespace Platform.Sandbox.Isolation;

/// <summary>Everything bubblewrap is told, in the order in which it acts on it.</summary>
/// <remarks>The options travel in a file in memory, so that neither environment nor paths are on a command line that others can read.</remarks>
internal sealed class BubblewrapArguments : IDisposable
{
    private const int MaxSharedMemory = 64 << 20;
    private readonly List<string> _options = [];
    private readonly List<InheritedFile> _inherited = [];

    internal IReadOnlyList<InheritedFile> Inherited => _inherited;

    internal InheritedFile ToFile()
    {
        if (_options.Any(option => option.Contains('\0', StringComparison.Ordinal)))
        {
            throw new SandboxStartException("An environment variable or a path holds a NUL character.");
        }

        return Keep(InheritedFile.WithContent("options", Encoding.UTF8.GetBytes(string.Join('\0', _options) + '\0')));
    }

    internal BubblewrapArguments Add(params ReadOnlySpan<string> options)
    {
        _options.AddRange(options);
        return this;
    }

    internal BubblewrapArguments AddDescriptor(string option, InheritedFile file)
    {
        Keep(file);
        return Add(option, file.Number);
    }

    /// <summary>Namespaces of its own, no rights, and an end when the process that started it ends.</summary>
    internal BubblewrapArguments AddNamespaces(bool ownNetwork)
    {
        Add("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try");
        if (ownNetwork)
        {
            Add("--unshare-net");
        }

        return Add("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv", "--hostname", SystemFiles.HostName);
    }

    /// <summary>What every sandbox has that runs somebody's program.</summary>
    internal BubblewrapArguments AddIsolation(bool ownNetwork) =>
        AddNamespaces(ownNetwork)
            // Namespaces made inside a sandbox are where most kernel holes were reached from.
            .Add("--disable-userns", "--uid", $"{SystemFiles.UserId}", "--gid", $"{SystemFiles.UserId}")
            .AddDescriptor("--seccomp", InheritedFile.WithContent("filter", SystemCallFilter.Program));

    /// <summary>The host's programs and libraries, read-only.</summary>
    internal BubblewrapArguments AddPrograms()
    {
        Add("--ro-bind", "/usr", "/usr");
        foreach (var folder in SystemFiles.RootFolders.Where(Path.Exists))
        {
            // Null for a real folder of a system without a merged /usr.
            var target = new DirectoryInfo(folder).LinkTarget;
            Add(target is null ? "--ro-bind" : "--symlink", target ?? folder, folder);
        }

        return this;
    }

    internal BubblewrapArguments AddSystem(SandboxRequest request)
    {
        AddPrograms();
        foreach (var path in SystemFiles.FromHost)
        {
            Add("--ro-bind-try", path, path);
        }

        foreach (var (path, content) in SystemFiles.MadeUp(request.Network))
        {
            AddFile(path, "0444", Encoding.UTF8.GetBytes(content));
        }

        // Memory files are paid from the memory limit; each of the two may take a quarter of it.
        var scratch = $"{request.Limits.MemoryBytes / 4}";
        Add("--proc", "/proc", "--dev", "/dev");
        Add("--perms", "1777", "--size", $"{Math.Min(MaxSharedMemory, request.Limits.MemoryBytes / 4)}", "--tmpfs", "/dev/shm");
        Add("--perms", "1777", "--size", scratch, "--tmpfs", "/tmp");
        return Add("--perms", "0700", "--size", scratch, "--tmpfs", SandboxPaths.Home);
    }

    internal BubblewrapArguments AddRequest(SandboxRequest request)
    {
        foreach (var mount in request.Mounts)
        {
            Add("--ro-bind", mount.Source, mount.Target);
        }

        Add("--dir", SandboxPaths.Isolated.PrivateFiles);
        foreach (var (name, content) in request.PrivateFiles)
        {
            if (name != Path.GetFileName(name) || name is "" or "." or "..")
            {
                throw new ArgumentException($"'{name}' is not the name of a file.", nameof(request));
            }

            AddFile(Path.Combine(SandboxPaths.Isolated.PrivateFiles, name), "0400", content.Span);
        }

        Add("--bind", request.WorkFolder, SandboxPaths.Isolated.Work);
        foreach (var (name, value) in SandboxEnvironment.Of(request))
        {
            Add("--setenv", name, value);
        }

        // Last, when all folders are made: the tree that they were made in, and the one of /dev, would be memory without a limit.
        return Add("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", Path.Combine(SandboxPaths.Isolated.Work, request.CurrentDirectory));
    }

    public void Dispose() => _inherited.ForEach(file => file.Dispose());

    private void AddFile(string path, string mode, ReadOnlySpan<byte> content)
    {
        var file = Keep(InheritedFile.WithContent(Path.GetFileName(path), content));
        Add("--perms", mode, "--file", file.Number, path);
    }

    private InheritedFile Keep(InheritedFile file)
    {
        _inherited.Add(file);
        return file;
    }
}
