using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Platform.UnitTests.Contract;

/// <summary>Reads everything that an SQLite database holds, and knows cheaply whether another connection has written since.</summary>
internal sealed class DatabaseContents : IAsyncDisposable
{
    /// <summary>Written beside requests: who lives, when a token was used, and which deleted objects are still to be removed.</summary>
    private static readonly HashSet<string> Beside =
    [
        "Nodes", "ApiTokens.LastUsedAt", "UnwantedBlobs",

        // A refused attempt leaves its entry.
        "AuditEntries", "AuditHeads", "AuditStreams",

        // A wrong password is refused, and counts: so many of them lock the person out.
        "AspNetUsers.AccessFailedCount", "AspNetUsers.LockoutEnd", "AspNetUsers.ConcurrencyStamp",
    ];

    private readonly SqliteConnection _connection;
    private long _version = -1;

    private DatabaseContents(SqliteConnection connection) => _connection = connection;

    /// <summary>The rows as they were last read, each with the name of its table.</summary>
    public IReadOnlySet<string> Rows { get; private set; } = new HashSet<string>();

    public static async Task<DatabaseContents> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return new DatabaseContents(connection);
    }

    /// <summary>Reads the rows anew where anything was committed since; the ones that went and the ones that came.</summary>
    public async Task<(IReadOnlyList<string> Gone, IReadOnlyList<string> New)> ReadAsync(CancellationToken cancellationToken)
    {
        var version = (long)(await CommandAsync("PRAGMA data_version", cancellationToken))!;
        if (version == _version)
        {
            return ([], []);
        }

        _version = version;
        var before = Rows;
        var after = new HashSet<string>();
        foreach (var table in await TablesAsync(cancellationToken))
        {
            await ReadTableAsync(table, after, cancellationToken);
        }

        Rows = after;
        return ([.. before.Except(after)], [.. after.Except(before)]);
    }

    /// <summary>How many entries the audit trail has.</summary>
    public async Task<long> CountAuditEntriesAsync(CancellationToken cancellationToken) => (long)(await CommandAsync("SELECT count(*) FROM \"AuditEntries\"", cancellationToken))!;

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<object?> CommandAsync(string text, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = text;
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task<List<string>> TablesAsync(CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(reader.GetString(0));
        }

        return [.. tables.Where(table => !Beside.Contains(table))];
    }

    private async Task ReadTableAsync(string table, HashSet<string> rows, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT * FROM \"{table}\"";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var columns = Enumerable.Range(0, reader.FieldCount).Where(column => !Beside.Contains($"{table}.{reader.GetName(column)}"));
            rows.Add($"{table}: {string.Join(" | ", columns.Select(column => Text(reader.GetValue(column))))}");
        }
    }

    private static string Text(object value) => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
