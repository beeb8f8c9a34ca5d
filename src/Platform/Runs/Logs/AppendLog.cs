using System.Text;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Events;
using Platform.Persistence;
using Platform.Results;
using Platform.Secrets;

namespace Platform.Runs.Logs;

/// <summary>Adds bytes to a phase's log: stored first, then announced.</summary>
public sealed class AppendLog(PlatformDbContext db, ISecretBox secrets, IEventStream events)
{
    private const byte StartOfText = 0x02;
    private const byte EndOfText = 0x03;

    /// <summary>Adds bytes that begin at <paramref name="offset"/> of the stream. What is stored already is left out, so that an agent may send again.</summary>
    /// <returns>The new length of the stream, or a conflict when the bytes would leave a gap.</returns>
    public async Task<Result<long>> ExecuteAsync(
        OrganizationId organization, string phase, LogStream stream, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var length = await LengthAsync(phase, stream, cancellationToken);
        if (offset > length)
        {
            return Refusal.Conflict($"{length}");
        }

        var known = (int)Math.Min(length - offset, bytes.Length);
        var fresh = bytes[known..];
        if (fresh.IsEmpty)
        {
            return length;
        }

        await AddAsync(organization, phase, stream, length, fresh, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await events.PublishAsync(EventTopics.Log(phase), cancellationToken);
        return length + fresh.Length;
    }

    /// <summary>Writes the last line, if there is one to write, and the mark that tells clients the log is whole (protocol.md §6.2), within the caller's transaction.</summary>
    public async Task CloseAsync(OrganizationId organization, string phase, string? message, CancellationToken cancellationToken)
    {
        foreach (var stream in Enum.GetValues<LogStream>())
        {
            var length = await LengthAsync(phase, stream, cancellationToken);
            await AddAsync(organization, phase, stream, length, LastBytes(length, message), cancellationToken);
        }
    }

    /// <summary>Where the next byte of the stream goes.</summary>
    public async Task<long> LengthAsync(string phase, LogStream stream, CancellationToken cancellationToken)
    {
        var last = await db.LogChunks.AsNoTracking()
            .Where(c => c.Phase == phase && c.Stream == stream)
            .OrderByDescending(c => c.Offset)
            .Select(c => new { c.Offset, c.Length })
            .FirstOrDefaultAsync(cancellationToken);
        return last is null ? 0 : last.Offset + last.Length;
    }

    internal static string Context(string phase, LogStream stream, long offset) => $"{phase}/{stream}/{offset}";

    private static byte[] LastBytes(long length, string? message)
    {
        using var bytes = new MemoryStream();
        if (length == 0)
        {
            bytes.WriteByte(StartOfText);
        }

        if (message is not null)
        {
            bytes.Write(Encoding.UTF8.GetBytes($"\n{message}\n"));
        }

        bytes.WriteByte(EndOfText);
        return bytes.ToArray();
    }

    private async Task AddAsync(
        OrganizationId organization, string phase, LogStream stream, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        db.LogChunks.Add(new LogChunk
        {
            Phase = phase,
            Stream = stream,
            Offset = offset,
            Length = bytes.Length,
            Bytes = await secrets.SealAsync(organization, Context(phase, stream, offset), bytes, cancellationToken),
        });
}
