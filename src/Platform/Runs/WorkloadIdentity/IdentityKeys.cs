using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Discovery;
using Platform.Persistence;

namespace Platform.Runs.WorkloadIdentity;

/// <summary>The keys that sign the tokens of runs, in <c>keys/identity</c> of the shared folder, readable by the server alone. The first is made when it is needed.</summary>
internal sealed class IdentityKeys(IOptions<PlatformOptions> options, TimeProvider clock, ILogger<IdentityKeys> log)
{
    /// <summary>How long a reader may keep the published keys, and how long a new one is published before it signs.</summary>
    public static readonly TimeSpan Published = TimeSpan.FromMinutes(5);

    private readonly string _path = Path.Combine(options.Value.InShared("keys"), "identity");
    private volatile Content? _content;

    /// <summary>The keys, the oldest first; another node or a command may have changed them since they were last asked for.</summary>
    public async ValueTask<IReadOnlyList<IdentityKey>> ReadAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(_path);
        if (_content is { } known && file.Exists && known.WrittenAt == file.LastWriteTimeUtc && known.Length == file.Length)
        {
            return known.Keys;
        }

        if (!file.Exists)
        {
            // Whole or not at all; a second process that starts at the same time keeps the first one's key.
            var first = IdentityKey.New(clock.GetUtcNow());
            if (await DurableFile.WriteAsync(_path, Encoding.ASCII.GetBytes(first.ToLine()), overwrite: false, cancellationToken))
            {
                log.IdentityKeyMade(first.Id, _path);
            }

            file.Refresh();
        }

        // Its date is older than its text, if somebody replaces it now: then it is read once more.
        var (writtenAt, length) = (file.LastWriteTimeUtc, file.Length);
        var keys = Parse(await File.ReadAllTextAsync(_path, cancellationToken));
        _content = new Content(writtenAt, length, keys);
        return keys;
    }

    /// <summary>The key that signs now.</summary>
    public async Task<IdentityKey> SigningAsync(CancellationToken cancellationToken)
    {
        var (keys, now) = (await ReadAsync(cancellationToken), clock.GetUtcNow());
        return keys.LastOrDefault(key => key.From <= now) ?? keys[0];
    }

    /// <summary>The keys by which a token may have to be judged now or soon: a key that signs no more stays until the last token that it signed is over.</summary>
    public async Task<IReadOnlyList<IdentityKey>> PublicAsync(TimeSpan longestLife, CancellationToken cancellationToken) =>
        StillNeeded(await ReadAsync(cancellationToken), longestLife);

    /// <summary>Adds a key, which signs once readers know it, or takes the others back and signs at once.</summary>
    public async Task<IdentityKey> ReplaceAsync(bool atOnce, TimeSpan longestLife, CancellationToken cancellationToken)
    {
        await using var held = await FileLock.TakeAsync(_path, cancellationToken);
        var kept = atOnce || !File.Exists(_path) ? [] : StillNeeded(Parse(await File.ReadAllTextAsync(_path, cancellationToken)), longestLife);
        var fresh = IdentityKey.New(kept.Count == 0 ? clock.GetUtcNow() : clock.GetUtcNow() + Published);
        var text = string.Concat(kept.Append(fresh).Select(key => key.ToLine()));
        await DurableFile.WriteAsync(_path, Encoding.ASCII.GetBytes(text), overwrite: true, cancellationToken);
        log.IdentityKeyMade(fresh.Id, _path);
        return fresh;
    }

    private List<IdentityKey> StillNeeded(IReadOnlyList<IdentityKey> keys, TimeSpan longestLife)
    {
        var now = clock.GetUtcNow();
        return [.. keys.Where((_, index) => index + 1 == keys.Count || keys[index + 1].From + longestLife > now)];
    }

    private List<IdentityKey> Parse(string text)
    {
        var keys = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(IdentityKey.Parse).ToList();
        return keys.Count > 0 && !keys.Contains(null)
            ? [.. keys.OfType<IdentityKey>()]
            : throw new InvalidDataException($"{_path} does not hold the keys that sign the tokens of runs; restore it, or remove it to have a new one made, which makes the tokens of runs at work void.");
    }

    private sealed record Content(DateTime WrittenAt, long Length, IReadOnlyList<IdentityKey> Keys);
}
