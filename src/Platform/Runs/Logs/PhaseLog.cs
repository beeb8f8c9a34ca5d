using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Events;
using Platform.Persistence;
using Platform.Secrets;

namespace Platform.Runs.Logs;

/// <summary>A piece of a log.</summary>
/// <param name="Offset">Where its first byte is in the stream.</param>
/// <param name="Bytes">Never empty.</param>
public sealed record LogPiece(long Offset, ReadOnlyMemory<byte> Bytes);

/// <summary>Reads a phase's log from any offset, whether it is still being written or long archived.</summary>
public sealed class PhaseLog(PlatformDbContext db, ISecretBox secrets, LogArchive archive, FindPhase phases, IEventStream events)
{
    private const int FollowLimit = 256 * 1024;

    /// <summary>How long a follower trusts that it would have been told; an announcement may be lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The bytes from <paramref name="offset"/> on, at most <paramref name="limit"/> of them; empty when there are none yet or no more.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(
        OrganizationId organization, string phase, LogStream stream, long offset, int limit, CancellationToken cancellationToken)
    {
        var chunks = await ChunksAsync(phase, stream, offset, limit, cancellationToken);
        if (chunks.Count == 0)
        {
            return await archive.ReadAsync(organization, phase, stream, offset, limit, cancellationToken);
        }

        using var bytes = new MemoryStream();
        foreach (var chunk in chunks)
        {
            var plain = await secrets.OpenAsync(organization, AppendLog.Context(phase, stream, chunk.Offset), chunk.Bytes, cancellationToken);
            var skip = (int)Math.Max(0, offset - chunk.Offset);
            var take = (int)Math.Min(plain.Length - skip, limit - bytes.Length);
            bytes.Write(plain, skip, take);
        }

        return bytes.ToArray();
    }

    /// <summary>The log from <paramref name="from"/> on, piece by piece as it is printed, at the reader's own pace; ends when the phase is over and all is read.</summary>
    public async IAsyncEnumerable<LogPiece> FollowAsync(
        string phase, LogStream stream, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var announced = events.Subscribe(EventTopics.Log(phase));
        var offset = from;
        while (true)
        {
            // Whether it is over is asked before reading, so that what was written just before the end is not missed.
            var place = await phases.ExecuteAsync(phase, cancellationToken);
            if (place is null)
            {
                yield break;
            }

            var bytes = await ReadAsync(place.OrganizationId, phase, stream, offset, FollowLimit, cancellationToken);
            if (!bytes.IsEmpty)
            {
                yield return new LogPiece(offset, bytes);
                offset += bytes.Length;
            }
            else if (place.IsOver)
            {
                yield break;
            }
            else
            {
                await announced.WaitAsync(Patience, cancellationToken);
            }
        }
    }

    private async Task<List<LogChunk>> ChunksAsync(string phase, LogStream stream, long offset, int limit, CancellationToken cancellationToken)
    {
        // The chunk that the offset lies in begins at or before it.
        var first = await db.LogChunks.Where(c => c.Phase == phase && c.Stream == stream && c.Offset <= offset)
            .OrderByDescending(c => c.Offset).Select(c => (long?)c.Offset).FirstOrDefaultAsync(cancellationToken);
        if (first is null)
        {
            return [];
        }

        var end = offset + limit;
        var chunks = await db.LogChunks.AsNoTracking()
            .Where(c => c.Phase == phase && c.Stream == stream && c.Offset >= first && c.Offset < end && c.Offset + c.Length > offset)
            .OrderBy(c => c.Offset).ToListAsync(cancellationToken);
        return chunks;
    }
}
