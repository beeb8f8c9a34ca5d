using Microsoft.Extensions.Options;
using Platform.Discovery;

namespace Platform.Server.Hosting;

/// <summary>The folder everything of this node is kept in, which one server holds at a time, and the one that the nodes of a site share.</summary>
internal sealed class DataFolder(IOptions<PlatformOptions> options, ILogger<DataFolder> log) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly EnumerationOptions NoLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint };
    private static readonly EnumerationOptions NoLinksBelow = new() { AttributesToSkip = FileAttributes.ReparsePoint, RecurseSubdirectories = true };
    private FileStream? _held;

    public string Path => options.Value.DataDirectory;

    private string Shared => options.Value.InShared("");

    /// <summary>Makes the folders and proves that they can be written.</summary>
    public void Prepare()
    {
        Prepare(Path, "data", nameof(PlatformOptions.DataDirectory));
        if (Shared != Path)
        {
            Prepare(Shared, "shared", nameof(PlatformOptions.SharedDirectory));
        }
    }

    private void Prepare(string folder, string kind, string setting)
    {
        try
        {
            // Only a folder made here is closed to others: one that somebody made keeps the mode they chose.
            Directory.CreateDirectory(folder, OwnerOnly);
            var probe = System.IO.Path.Combine(folder, $".probe-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }

            CloseToOthers(new DirectoryInfo(folder));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"The {kind} folder {folder} cannot be written by {Environment.UserName} ({exception.Message.TrimEnd('.')}): make it writable, or name another one with the setting Platform:{setting}.", exception);
        }
    }

    /// <summary>Closes the files that only the server should read: an earlier version left some open, and so does a copy.</summary>
    private void CloseToOthers(DirectoryInfo folder)
    {
        var closed = 0;
        foreach (var file in Secrets(folder).Where(IsOpen))
        {
            try
            {
                file.UnixFileMode &= OwnerOnly;
                closed++;
            }
            catch (UnauthorizedAccessException)
            {
                // Somebody else put it here, perhaps for several readers.
                log.FileStaysOpen(file.FullName);
            }
        }

        if (closed > 0 && IsOpen(folder))
        {
            log.FilesWereOpen(folder.FullName, closed);
        }
    }

    /// <summary>What nobody else has to read. Tools and work are not among it: sandboxes read them as other users.</summary>
    private static IEnumerable<FileSystemInfo> Secrets(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos("platform.db*", NoLinks)
            .Concat(folder.EnumerateFiles("admin-token", NoLinks))
            .Concat(folder.EnumerateDirectories("blobs", NoLinks))
            .Concat(folder.EnumerateDirectories("keys", NoLinks).SelectMany(keys => keys.EnumerateFileSystemInfos("*", NoLinksBelow).Prepend(keys)))
            .Concat(folder.EnumerateDirectories("tls", NoLinks).SelectMany(tls => tls.EnumerateFiles("*.key", NoLinks)));

    private static bool IsOpen(FileSystemInfo file) => (file.UnixFileMode & ~OwnerOnly) is not UnixFileMode.None;

    /// <summary>Holds the folder until the process ends; two servers on one embedded database would undo each other's work.</summary>
    public void Hold()
    {
        if (!TryHold())
        {
            throw new StartRefusedException(
                $"Another server is running on the data folder {Path}: stop it first, or name another folder with the setting Platform:DataDirectory.");
        }
    }

    /// <summary>Holds the folder unless somebody else does.</summary>
    public bool TryHold()
    {
        var file = System.IO.Path.Combine(Path, "server.lock");
        try
        {
            _held ??= new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => _held?.Dispose();
}
