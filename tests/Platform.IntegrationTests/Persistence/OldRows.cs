using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Platform.Persistence;

namespace Platform.IntegrationTests.Persistence;

/// <summary>Adds rows to a schema that is older than the model. What a column must have and the test does not care about is empty.</summary>
internal sealed class OldRows
{
    private const string Sqlite = """
        SELECT t.name || ' ' || c.name || ' ' || c.type AS "Value"
          FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c."notnull" AND c.dflt_value IS NULL
        """;

    private const string PostgreSql = """
        SELECT table_name || ' ' || column_name || ' ' || data_type AS "Value"
          FROM information_schema.columns WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL
        """;

    private readonly PlatformDbContext _db;
    private readonly ILookup<string, (string Column, string Type)> _needed;
    private readonly CancellationToken _token;

    private OldRows(PlatformDbContext db, IEnumerable<string> columns, CancellationToken cancellationToken)
    {
        _db = db;
        _token = cancellationToken;
        _needed = columns.Select(line => line.Split(' ', 3)).ToLookup(parts => parts[0], parts => (parts[1], parts[2]));
    }

    /// <summary>Makes the schema as it was after this migration. Entity Framework itself finds a migration only by an id with a time in it.</summary>
    public static async Task MigrateAsync(PlatformDbContext db, string last, CancellationToken cancellationToken)
    {
        var history = db.GetService<IHistoryRepository>();
        await history.CreateIfNotExistsAsync(cancellationToken);
        var migrations = db.GetService<IMigrationsAssembly>();
        foreach (var (id, type) in migrations.Migrations.Where(pair => string.CompareOrdinal(pair.Key, last) <= 0))
        {
            var operations = migrations.CreateMigration(type, db.Database.ProviderName!).UpOperations;
            await db.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(
                db.GetService<IMigrationsSqlGenerator>().Generate(operations), db.GetService<IRelationalConnection>(), cancellationToken);
            await db.Database.ExecuteSqlRawAsync(history.GetInsertScript(new HistoryRow(id, "test")), cancellationToken);
        }
    }

    public static async Task<OldRows> OpenAsync(PlatformDbContext db, CancellationToken cancellationToken) =>
        new(db, await db.Database.SqlQueryRaw<string>(db.Database.IsSqlite() ? Sqlite : PostgreSql).ToListAsync(cancellationToken), cancellationToken);

    public async Task AddAsync(string table, params (string Column, object? Value)[] said)
    {
        var rest = _needed[table].Where(column => said.All(pair => pair.Column != column.Column)).ToList();
        var columns = said.Select(pair => pair.Column).Concat(rest.Select(column => column.Column)).Select(column => $"\"{column}\"");
        var given = said.Where(pair => pair.Value is not null).ToList();
        var values = said.Select(pair => pair.Value is null ? "NULL" : $"{{{given.IndexOf(pair)}}}").Concat(rest.Select(column => Empty(column.Type)));
        var insert = $"INSERT INTO \"{table}\" ({string.Join(", ", columns)}) VALUES ({string.Join(", ", values)})";
        await _db.Database.ExecuteSqlRawAsync(insert, given.Select(pair => Stored(pair.Value!)), _token);
    }

    private object Stored(object value) => value is DateTimeOffset at && _db.Database.IsSqlite() ? at.UtcTicks : value;

    private static string Empty(string type) => type switch
    {
        "INTEGER" or "integer" or "bigint" => "0",
        "boolean" => "FALSE",
        "timestamp with time zone" => "now()",
        _ => "''",
    };
}
