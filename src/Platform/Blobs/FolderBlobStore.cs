using Platform.Persistence;

namespace Platform.Blobs;

/// <summary>Keeps objects as files of a folder, readable by the server's own user alone.</summary>
internal sealed class FolderBlobStore : IBlobStore
{
    private const int CopyBuffer = 128 * 1024;

    /// <summary>What an upload that a crash cut off left behind is older than this; nothing is uploaded for so long.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(2);

    private readonly string _root;

    /// <summary>No object can have a name in here, since no segment begins with a dot.</summary>
    private readonly string _unfinished;

    public FolderBlobStore(string root, TimeProvider clock)
    {
        _root = Path.GetFullPath(root);
        _unfinished = Path.Combine(_root, ".unfinished");
        DurableFile.CreateFolder(_unfinished);
        foreach (var file in new DirectoryInfo(_unfinished).EnumerateFiles())
        {
            if (clock.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > Abandoned)
            {
                file.Delete();
            }
        }
    }

    public async Task PutAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        var unfinished = Path.Combine(_unfinished, Guid.NewGuid().ToString("N"));
        try
        {
            await using (var file = DurableFile.CreateNew(unfinished))
            {
                await content.CopyToAsync(file, CopyBuffer, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
            DurableFile.TryMove(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        if (File.Exists(path))
        {
            File.Delete(path);
            DurableFile.FlushFolder(Path.GetDirectoryName(path)!);
        }

        return Task.CompletedTask;
    }

    private string PathOf(string name) => Path.Combine(_root, BlobPath.Check(name));
}
