using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Persistence;
using Platform.Scheduling.Maintenance;

namespace Platform.Audit.Streaming;

/// <summary>Sends what was sealed since the last time, in order. How far it came is noted after each batch that arrived: nothing is left out, and what may not have arrived is sent again.</summary>
internal sealed class StreamTo<TSink>(TSink sink, StreamPause<TSink> pause, PlatformDbContext db, TimeProvider clock, ILogger<StreamTo<TSink>> log) : IMaintenanceTask
    where TSink : IAuditSink
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!pause.IsOver(clock.GetUtcNow()))
        {
            return;
        }

        var stream = await db.AuditStreams.FirstOrDefaultAsync(s => s.Name == sink.Name, cancellationToken) ?? db.AuditStreams.Add(new AuditStream { Name = sink.Name }).Entity;
        while (true)
        {
            var rows = await db.AuditEntries.AsNoTracking().Where(e => e.Sequence > stream.Sequence).OrderBy(e => e.Sequence).Take(sink.Batch).ToListAsync(cancellationToken);
            if (rows.Count == 0)
            {
                return;
            }

            try
            {
                await sink.SendAsync([.. rows.Select(TrailDocument.Of)], cancellationToken);
            }
            catch (IOException exception)
            {
                var wait = pause.Begin(clock.GetUtcNow());
                log.StreamFailed(exception, sink.Name, rows[0].Sequence!.Value, wait);
                return;
            }

            pause.End();
            stream.Sequence = rows[^1].Sequence!.Value;
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}

/// <summary>How long a place that did not answer is left alone: from two seconds to a minute.</summary>
internal sealed class StreamPause<TSink>
    where TSink : IAuditSink
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private DateTimeOffset _until;
    private TimeSpan _last;

    public bool IsOver(DateTimeOffset now) => now >= _until;

    public TimeSpan Begin(DateTimeOffset now)
    {
        _last = _last == TimeSpan.Zero ? Shortest : _last * 2 < Longest ? _last * 2 : Longest;
        _until = now + _last;
        return _last;
    }

    public void End() => (_last, _until) = (TimeSpan.Zero, default);
}
