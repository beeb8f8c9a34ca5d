using Microsoft.Win32.SafeHandles;
using Platform.Sandbox.Native;

namespace Platform.Sandbox;

/// <summary>Reads and writes in a folder that a sandboxed program owns, from outside.</summary>
/// <remarks>
/// What a program leaves there is not to be trusted: a link named like a state file may lead to our own secrets, a pipe may have no other end.
/// So no path is followed out of the folder, and only plain files are opened.
/// </remarks>
public sealed class WorkFolder : IDisposable
{
    private readonly SafeFileHandle _folder;
    private readonly int? _userId;

    private WorkFolder(SafeFileHandle folder, int? userId)
    {
        _folder = folder;
        _userId = userId;
    }

    /// <param name="path">The folder on the host.</param>
    /// <param name="userId">Who sandboxes run as, and so owns what is written; null where that is the user of this process.</param>
    public static WorkFolder Open(string path, int? userId) => new(Libc.OpenFolder(path), userId);

    /// <summary>Opens a file for reading; null when there is none.</summary>
    /// <exception cref="IOException">It is no plain file, or its path leads out of the folder.</exception>
    public FileStream? OpenRead(string relativePath)
    {
        var handle = Libc.OpenBeneath(_folder, relativePath, Libc.BeneathMode.Read);
        return handle is null ? null : Plain(handle, relativePath, FileAccess.Read);
    }

    /// <summary>Makes a file, or empties the one that is there. Only the sandbox's user can read it.</summary>
    /// <exception cref="IOException">Something else than a plain file is in the way, or a folder is missing, or the path has a link in it.</exception>
    public FileStream Create(string relativePath)
    {
        var handle = Libc.OpenBeneath(_folder, relativePath, Libc.BeneathMode.Create)
            ?? throw new DirectoryNotFoundException($"{relativePath}: its folder does not exist");
        var file = Plain(handle, relativePath, FileAccess.Write);
        if (_userId is { } user)
        {
            Libc.ChangeOwner(handle, user);
        }

        return file;
    }

    /// <summary>Makes a file or folder belong to the user that a sandbox runs as; nothing to do where there is no such user.</summary>
    public static void GiveTo(string path, int? userId)
    {
        if (userId is { } user)
        {
            Libc.ChangeOwner(path, user);
        }
    }

    /// <summary>Makes sure that a program can start in a folder below its work folder.</summary>
    internal static void RequireFolder(string workFolder, string relativePath)
    {
        if (relativePath.Length == 0)
        {
            return;
        }

        using var folder = Libc.OpenFolder(workFolder);
        try
        {
            using var found = Libc.OpenBeneath(folder, Path.TrimEndingDirectorySeparator(relativePath) + "/", Libc.BeneathMode.Read)
                ?? throw new SandboxStartException($"The folder {relativePath} does not exist in the work folder.");
        }
        catch (IOException fault)
        {
            throw new SandboxStartException($"The folder {relativePath} is no folder in the work folder.", fault);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static FileStream Plain(SafeFileHandle handle, string relativePath, FileAccess access)
    {
        if (!Libc.IsPlainFile(handle))
        {
            handle.Dispose();
            throw new IOException($"{relativePath} is no plain file");
        }

        return new FileStream(handle, access);
    }
}
