using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Access;

/// <summary>Remembers what callers may do until anybody's rights change, on whichever node.</summary>
/// <remarks>
/// A request asks for <see cref="AccessRevision"/>, one small row, instead of for grants, teams and their access. The number is read before the
/// rights are: what is remembered can be newer than its number says, which costs one reading too many, and never older.
/// </remarks>
public sealed class RememberedAccess
{
    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<(UserId User, TeamId? Team), Entry> _entries = new();

    /// <summary>All that reaches the person, service account or team.</summary>
    internal async ValueTask<IReadOnlyList<Reach>> FindAsync(PlatformDbContext db, UserId user, TeamId? team, CancellationToken cancellationToken)
    {
        var revision = await CompiledQueries<Queries>.For(db).Revision(db, cancellationToken);
        if (_entries.TryGetValue((user, team), out var known) && known.Revision == revision)
        {
            return known.Reaches;
        }

        var reaches = team is { } id ? await Reach.OfTeamAsync(db, id, cancellationToken) : await Reach.OfUserAsync(db, user, cancellationToken);
        if (_entries.Count >= MostRemembered)
        {
            Forget();
        }

        _entries[(user, team)] = new Entry(revision, reaches);
        return reaches;
    }

    internal void Forget() => _entries.Clear();

    private sealed record Entry(long Revision, IReadOnlyList<Reach> Reaches);

    private sealed class Queries
    {
        public Func<PlatformDbContext, CancellationToken, Task<long>> Revision { get; } =
            EF.CompileAsyncQuery((PlatformDbContext db, CancellationToken _) => db.AccessRevisions.Where(r => r.Id == AccessRevision.OnlyId).Select(r => r.Number).First());
    }
}
