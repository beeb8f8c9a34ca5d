using System.Runtime.InteropServices;

namespace Platform.Persistence;

/// <summary>Writes files that survive a power cut, readable by their owner alone.</summary>
public static class DurableFile
{
    private const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC on Linux
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnly = OwnerReadsAndWrites | UnixFileMode.UserExecute;

    /// <summary>Makes the folder and those above it, for the owner alone; folders that exist stay as they are.</summary>
    public static void CreateFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(Path.GetFullPath(folder));
        if (parent is not null)
        {
            CreateFolder(parent);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerOnly);
        if (parent is not null)
        {
            FlushFolder(parent);
        }
    }

    /// <summary>Opens a new file with mode 0600 for writing; flush it with <c>Flush(flushToDisk: true)</c> before it is renamed.</summary>
    public static FileStream CreateNew(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerReadsAndWrites;
        }

        return new FileStream(path, options);
    }

    /// <summary>Writes a new file; its mode is there before the first byte is.</summary>
    /// <exception cref="IOException">The file exists.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = CreateNew(path);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Puts the content under the path, whole or not at all.</summary>
    /// <returns>False when the path is taken and <paramref name="overwrite"/> is not set; the file that was there is untouched.</returns>
    public static async Task<bool> WriteAsync(string path, ReadOnlyMemory<byte> content, bool overwrite, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        CreateFolder(folder);
        var unfinished = Path.Combine(folder, $".{Guid.NewGuid():N}");
        try
        {
            await using (var file = CreateNew(unfinished))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            return TryMove(unfinished, path, overwrite);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Renames a flushed file and makes the rename durable; false when the target exists and may not be replaced.</summary>
    public static bool TryMove(string from, string to, bool overwrite)
    {
        try
        {
            File.Move(from, to, overwrite);
        }
        catch (IOException) when (!overwrite && File.Exists(to))
        {
            return false;
        }

        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
        return true;
    }

    /// <summary>Makes what was created, renamed or deleted in a folder durable.</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // .NET opens no folders, so the system is asked itself.
        var descriptor = Open(folder, ReadOnlyCloseOnExec);
        if (descriptor < 0)
        {
            throw new IOException($"The folder {folder} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        try
        {
            if (Sync(descriptor) != 0)
            {
                throw new IOException($"The folder {folder} cannot be written to disk: {Marshal.GetLastPInvokeErrorMessage()}.");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
