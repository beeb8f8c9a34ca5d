using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Platform.Persistence;

/// <summary>Sets what SQLite keeps for a connection only: once for each, since the driver's pool hands the same ones out again and again.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    // FULL: a commit is on the disk when it returns. The engine's own busy handler waits by milliseconds, the driver's by 150 of them.
    private const string Pragmas = "PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL;";

    private static readonly object Told = new();
    private readonly ConditionalWeakTable<sqlite3, object> _told = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (connection is not SqliteConnection { Handle: { } handle } || _told.TryGetValue(handle, out _))
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
        _told.AddOrUpdate(handle, Told);
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // The driver has nothing asynchronous to offer.
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
