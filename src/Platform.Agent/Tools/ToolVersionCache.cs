using System.Collections.Concurrent;
using System.Text.Json;

namespace Platform.Agent.Tools;

/// <summary>Remembers across agent processes which version an executable said it is, so that asking costs nothing the next time.</summary>
internal sealed class ToolVersionCache(string path)
{
    /// <summary>The remembered answer, or the one that <paramref name="ask"/> gives; null when the executable did not say.</summary>
    public async Task<string?> GetAsync(string identity, Func<CancellationToken, Task<string?>> ask, CancellationToken cancellationToken)
    {
        var known = Read();
        if (known.TryGetValue(identity, out var version))
        {
            return version;
        }

        if (await ask(cancellationToken) is not { } answer)
        {
            return null;
        }

        known[identity] = answer;
        await WriteAsync(known, cancellationToken);
        return answer;
    }

    private ConcurrentDictionary<string, string> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<ConcurrentDictionary<string, string>>(File.ReadAllBytes(path)) ?? [];
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // Nothing remembered yet, or a file that another version of the agent left: ask again.
            return [];
        }
    }

    private async Task WriteAsync(ConcurrentDictionary<string, string> known, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Written beside and moved, since agents of other slots read at the same time.
        var fresh = $"{path}.{Environment.ProcessId}";
        await File.WriteAllBytesAsync(fresh, JsonSerializer.SerializeToUtf8Bytes(known), cancellationToken);
        File.Move(fresh, path, overwrite: true);
    }
}
