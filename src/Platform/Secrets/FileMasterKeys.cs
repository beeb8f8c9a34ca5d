using System.Text;
using Microsoft.Extensions.Logging;
using Platform.Persistence;

namespace Platform.Secrets;

/// <summary>Master keys in a file that only the server's own user can read, made at first use.</summary>
internal sealed class FileMasterKeys(string path, ILogger<FileMasterKeys> log) : IMasterKeys, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile MasterKeyRing? _ring;

    public async ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string context, CancellationToken cancellationToken) =>
        (_ring ?? await LoadAsync(mayCreate: true, cancellationToken)).Wrap(key.Span, context);

    public async ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string context, CancellationToken cancellationToken)
    {
        var ring = _ring;
        if (ring is null || !ring.Has(wrapped.MasterKeyId))
        {
            // Another process may have made a newer master key since the file was read.
            ring = await LoadAsync(mayCreate: false, cancellationToken);
        }

        return ring.Unwrap(wrapped, context, path);
    }

    public async ValueTask<string> AdvanceAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Two processes that add a key at once would drop one of them, and with it all that it wrapped.
            await using var held = await FileLock.TakeAsync(path, cancellationToken);
            var text = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : "";
            var version = text.Length == 0 ? 1 : MasterKeyRing.Parse(text, path).Newest + 1;
            text += MasterKeyRing.NewLine(version);
            await DurableFile.WriteAsync(path, Encoding.UTF8.GetBytes(text), overwrite: true, cancellationToken);
            _ring = MasterKeyRing.Parse(text, path);
            log.MasterKeyCreated(version, path);
            return _ring.NewestId;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<MasterKeyRing> LoadAsync(bool mayCreate, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (!File.Exists(path))
            {
                if (!mayCreate)
                {
                    throw new MasterKeyException($"The master key file {path} is missing, and what is stored cannot be read without it: restore it from a backup, or, where other nodes have it, name their shared folder with the setting Platform:SharedDirectory.");
                }

                var made = Encoding.UTF8.GetBytes(MasterKeyRing.NewLine(1));
                if (await DurableFile.WriteAsync(path, made, overwrite: false, cancellationToken))
                {
                    log.MasterKeyCreated(1, path);
                }
            }

            return _ring = MasterKeyRing.Parse(await File.ReadAllTextAsync(path, cancellationToken), path);
        }
        finally
        {
            _one.Release();
        }
    }
}
