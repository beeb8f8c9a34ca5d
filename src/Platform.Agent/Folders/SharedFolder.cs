using System.IO.Enumeration;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Platform.Sandbox;

namespace Platform.Agent.Folders;

/// <summary>The folder that the sandbox may write, reached by the agent without being led out of it.</summary>
/// <remarks>
/// A configuration can put a symbolic link wherever the agent is going to read or write; followed on the host, it would show files of the server.
/// The kernel resolves every path beneath the folder (openat2), and what is no regular file is not opened.
/// </remarks>
internal sealed class SharedFolder : IDisposable
{
    private const uint OwnerAndReaders = 0x1A4; // 0644
    private const uint OwnerAndVisitors = 0x1ED; // 0755
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW

    private readonly SafeFileHandle _root;
    private readonly int? _owner;

    public SharedFolder(string path, int? owner)
    {
        Path = path;
        _owner = owner;
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _root = new SafeFileHandle(Libc.Open(path, Libc.PathOnly | Libc.CloseOnExec), ownsHandle: true);
        if (_root.IsInvalid)
        {
            throw Failure("open", path);
        }

        if (owner is { } user && Libc.ChangeOwnerAt(_root, System.IO.Path.GetFullPath(path), user, user, 0) != 0)
        {
            throw Failure("give away", path);
        }
    }

    public string Path { get; }

    /// <summary>Opens a regular file for reading; null when there is none.</summary>
    public FileStream? OpenRead(string relative)
    {
        // Non-blocking, so that a pipe put in the file's place cannot hold the agent.
        var handle = OpenBeneath(relative, Libc.ReadOnly | Libc.NonBlocking, 0);
        if (handle.IsInvalid)
        {
            handle.Dispose();
            return null;
        }

        if (!IsRegular(handle))
        {
            handle.Dispose();
            return null;
        }

        return new FileStream(handle, FileAccess.Read, bufferSize: 0);
    }

    /// <summary>Creates a file anew, in place of whatever had its name. The sandbox's user owns it.</summary>
    public FileStream Create(string relative)
    {
        var (parent, name) = OpenParent(relative);
        using (parent)
        {
            if (Libc.UnlinkAt(parent, name, 0) != 0 && Marshal.GetLastPInvokeError() != Libc.ErrorNoEntry)
            {
                throw Failure("replace", relative);
            }

            var handle = Libc.OpenAt2(parent, name, new OpenHow
            {
                Flags = Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.CloseOnExec,
                Mode = OwnerAndReaders,
                Resolve = Libc.ResolveBeneath | Libc.ResolveNoSymlinks,
            });
            if (handle.IsInvalid)
            {
                throw Failure("create", relative);
            }

            GiveAway(parent, name);
            return new FileStream(handle, FileAccess.Write, bufferSize: 0);
        }
    }

    public void Write(string relative, ReadOnlySpan<byte> content)
    {
        using var file = Create(relative);
        file.Write(content);
    }

    public async Task WriteAsync(string relative, Stream content, CancellationToken cancellationToken)
    {
        await using var file = Create(relative);
        await content.CopyToAsync(file, cancellationToken);
    }

    /// <summary>Makes a folder and those above it that are missing.</summary>
    public void CreateDirectory(string relative)
    {
        var made = "";
        foreach (var name in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = OpenFolder(made);
            if (Libc.MakeDirectoryAt(parent, name, OwnerAndVisitors) == 0)
            {
                GiveAway(parent, name);
            }
            else if (Marshal.GetLastPInvokeError() != Libc.ErrorExists)
            {
                throw Failure("create", relative);
            }

            made = $"{made}{name}/";
        }
    }

    /// <summary>Deletes a file or a link, not what it leads to. Nothing happens when there is none, or a folder has the name.</summary>
    public void Delete(string relative)
    {
        var (parent, name) = OpenParent(relative);
        using (parent)
        {
            _ = Libc.UnlinkAt(parent, name, 0);
        }
    }

    /// <summary>Deletes a whole folder. Only for when nothing runs in the sandbox.</summary>
    public void DeleteDirectory(string relative)
    {
        // No link within is followed; the way to the folder itself is checked here.
        if (IsRealPath(relative) && Directory.Exists(HostPath(relative)))
        {
            WorkFolder.Delete(HostPath(relative));
        }
    }

    /// <summary>Names of the files directly in a folder; none when it is missing. Only for when nothing runs in the sandbox.</summary>
    public IReadOnlyList<string> FileNames(string relative)
    {
        using var folder = OpenBeneath(relative.Length == 0 ? "./" : relative.TrimEnd('/') + "/", Libc.PathOnly, 0);
        return folder.IsInvalid
            ? []
            // By its descriptor: on the way there may be links, which lead nowhere outside.
            : [.. new DirectoryInfo($"/proc/self/fd/{folder.DangerousGetHandle()}/").EnumerateFileSystemInfos().Where(entry => entry is FileInfo).Select(entry => entry.Name)];
    }

    /// <summary>Every file and link below a folder, as paths that this class takes. Links are named and not followed. Only for when nothing runs in the sandbox.</summary>
    public IEnumerable<(string Path, bool IsLink)> AllFiles(string relative) =>
        new FileSystemEnumerable<(string Path, bool IsLink)>(
            HostPath(relative),
            (ref entry) => (System.IO.Path.GetRelativePath(Path, entry.ToFullPath()), IsLink(ref entry)),
            new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, RecurseSubdirectories = true })
        {
            ShouldIncludePredicate = (ref entry) => IsLink(ref entry) || !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) => !IsLink(ref entry),
        };

    public bool DirectoryExists(string relative)
    {
        try
        {
            using var folder = OpenFolder(relative);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => _root.Dispose();

    private static bool IsLink(ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private string HostPath(string relative) => System.IO.Path.Combine(Path, relative.TrimEnd('/'));

    private bool IsRealPath(string relative)
    {
        using var handle = Libc.OpenAt2(_root, relative.Length == 0 ? "." : relative.TrimEnd('/'), new OpenHow
        {
            Flags = Libc.PathOnly | Libc.CloseOnExec,
            Resolve = Libc.ResolveBeneath | Libc.ResolveNoSymlinks,
        });
        return !handle.IsInvalid;
    }

    private static bool IsRegular(SafeFileHandle handle) => Libc.IsRegularFile(handle);

    private SafeFileHandle OpenBeneath(string relative, int flags, uint mode) => Libc.OpenAt2(_root, relative, new OpenHow
    {
        Flags = (ulong)(flags | Libc.CloseOnExec),
        Mode = mode,
        Resolve = Libc.ResolveBeneath | Libc.ResolveNoMagicLinks,
    });

    private SafeFileHandle OpenFolder(string relative)
    {
        // The trailing slash makes the kernel insist on a folder.
        var handle = OpenBeneath(relative.Length == 0 ? "./" : relative.TrimEnd('/') + "/", Libc.PathOnly, 0);
        return handle.IsInvalid ? throw Failure("open", relative) : handle;
    }

    private (SafeFileHandle Parent, string Name) OpenParent(string relative)
    {
        var slash = relative.LastIndexOf('/');
        return (OpenFolder(slash < 0 ? "" : relative[..slash]), relative[(slash + 1)..]);
    }

    private void GiveAway(SafeFileHandle parent, string name)
    {
        if (_owner is { } user && Libc.ChangeOwnerAt(parent, name, user, user, NoFollow) != 0)
        {
            throw Failure("give away", name);
        }
    }

    private static IOException Failure(string verb, string path) =>
        new($"Could not {verb} '{path}' in the work folder: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
}
