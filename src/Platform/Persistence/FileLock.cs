namespace Platform.Persistence;

/// <summary>Keeps processes that change one file from doing so at the same time.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until nobody else holds the lock of the file, which is a file beside it; closing what is returned lets go.</summary>
    public static async Task<FileStream> TakeAsync(string path, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            // What others can read in the folder of the keys is reported at the next start.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        DurableFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", options);
            }
            catch (IOException) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(Pause, limit.Token);
            }
        }
    }
}
