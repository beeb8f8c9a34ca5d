using Microsoft.Data.Sqlite;

namespace Platform.Persistence;

/// <summary>A connection that only disposing closes. It keeps the queries it has prepared: to prepare one costs several times what running it does (ADR 11).</summary>
/// <remarks>Entity Framework's own functions for decimals and regular expressions are not registered on it; nothing here stores or matches these.</remarks>
internal sealed class KeptSqliteConnection(string? connectionString) : SqliteConnection(connectionString)
{
    /// <summary>More than the platform's frequent queries; a search by conditions can make any number of others.</summary>
    private const int MostQueries = 128;

    private readonly Dictionary<string, KeptSqliteQuery> _queries = new(StringComparer.Ordinal);

    /// <summary>The kept command with this one's text and its values, prepared if it ran before; the same command where nothing can be kept.</summary>
    public SqliteCommand Prepared(SqliteCommand command)
    {
        // Only queries: a statement keeps the values it ran with, and what is written can be large.
        if (!command.CommandText.StartsWith("SELECT", StringComparison.Ordinal))
        {
            return command;
        }

        if (!_queries.TryGetValue(command.CommandText, out var query))
        {
            MakeRoom();
            query = new KeptSqliteQuery(command.CommandText);
            _queries.Add(command.CommandText, query);
        }
        else if (query.IsInUse)
        {
            return command;
        }

        query.TakeOver(command);
        return query;
    }

    public override void Close()
    {
        // Entity Framework closes after each use of a context; the next use goes on with what is open.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var query in _queries.Values)
            {
                query.Finish();
            }

            _queries.Clear();
            base.Close();
        }

        base.Dispose(disposing);
    }

    private void MakeRoom()
    {
        if (_queries.Count < MostQueries)
        {
            return;
        }

        foreach (var (text, query) in _queries.Where(entry => !entry.Value.IsInUse).ToList())
        {
            _queries.Remove(text);
            query.Finish();
        }
    }
}
