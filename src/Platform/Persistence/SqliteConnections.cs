using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Platform.Persistence;

/// <summary>Gives each context a connection to SQLite that stays open and keeps its prepared queries for as long as the pooled context lives (ADR 11).</summary>
internal sealed class SqliteConnections : DbConnectionInterceptor, IDbCommandInterceptor
{
    // FULL: a commit is on the disk when it returns. The engine's own busy handler waits by milliseconds, the driver's by 150 of them.
    private const string Pragmas = "PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL;";

    public override InterceptionResult<DbConnection> ConnectionCreating(ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result) =>
        InterceptionResult<DbConnection>.SuppressWithResult(new KeptSqliteConnection(eventData.ConnectionString));

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // The driver has nothing asynchronous to offer.
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }

    DbCommand IDbCommandInterceptor.CommandInitialized(CommandEndEventData eventData, DbCommand result) =>
        result is SqliteCommand { Connection: KeptSqliteConnection connection } command ? connection.Prepared(command) : result;
}
