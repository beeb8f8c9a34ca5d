using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Results;

namespace Platform.Persistence;

/// <summary>Brings the database to this program's schema.</summary>
public sealed class DatabaseMigrator(PlatformDbContext db)
{
    /// <summary>Any number will do as long as every node takes the same; PostgreSQL's advisory locks are numbers.</summary>
    private const long LockNumber = 7_016_841_220;

    /// <summary>Applies the migrations that are missing. Nodes that start at the same time wait for each other.</summary>
    /// <returns>How many were applied; a refusal when a newer program has changed the database.</returns>
    public async Task<Result<int>> MigrateAsync(CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite())
        {
            return await MigrateOnServerAsync(cancellationToken);
        }

        CloseToOthers();

        // The server holds its data folder alone, so a lock left here was left by a crash, and Migrate would wait for it for ever.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL; DROP TABLE IF EXISTS __EFMigrationsLock;", cancellationToken);
        return await MigrateLockedAsync(cancellationToken);
    }

    /// <summary>Says where the database stands, and changes nothing.</summary>
    public async Task<Result<string>> DescribeAsync(CancellationToken cancellationToken)
    {
        // Asked of the folder first, since asking SQLite makes the file.
        if (db.Database.IsSqlite() && !File.Exists(db.Database.GetDbConnection().DataSource))
        {
            return "there is none yet; the first start makes it";
        }

        if (!await db.Database.CanConnectAsync(cancellationToken))
        {
            return Refusal.Conflict("The database does not answer.");
        }

        var known = db.Database.GetMigrations().ToList();
        var applied = await AppliedAsync(cancellationToken);
        return Newer(known, applied) is { } newer ? newer
            : applied.Count < known.Count ? $"it answers; the next start brings it up to date ({applied.Count} of {known.Count} migrations)"
            : "it answers and is up to date";
    }

    /// <summary>Makes a new database's file before SQLite does, which would let others read it; the files that SQLite puts beside it get its mode.</summary>
    private void CloseToOthers()
    {
        var parts = new SqliteConnectionStringBuilder(db.Database.GetConnectionString());
        var file = parts.DataSource;
        if (parts.Mode is not SqliteOpenMode.ReadWriteCreate || file is "" or ":memory:" || file.StartsWith("file:", StringComparison.Ordinal))
        {
            return;
        }

        // Where there is no such folder SQLite says so itself.
        if (!File.Exists(file) && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
        {
            DurableFile.Write(file, []);
        }
    }

    private async Task<Result<int>> MigrateOnServerAsync(CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({LockNumber})", cancellationToken);
            try
            {
                // Migrate would look for it by reading it, and a new database would have two errors in the log.
                await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
                return await MigrateLockedAsync(cancellationToken);
            }
            finally
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({LockNumber})", CancellationToken.None);
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private async Task<Result<int>> MigrateLockedAsync(CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToList();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        if (Newer(known, applied) is { } refusal)
        {
            return refusal;
        }

        await db.Database.MigrateAsync(cancellationToken);
        return known.Count - applied.Count;
    }

    /// <summary>The migrations that were applied; a database without their table has none.</summary>
    private async Task<List<string>> AppliedAsync(CancellationToken cancellationToken) =>
        db.Database.IsSqlite() || await db.Database.SqlQuery<bool>($"""SELECT to_regclass('"__EFMigrationsHistory"') IS NOT NULL AS "Value" """).SingleAsync(cancellationToken)
            ? [.. await db.Database.GetAppliedMigrationsAsync(cancellationToken)]
            : [];

    private static Refusal? Newer(List<string> known, List<string> applied) => applied.Except(known).LastOrDefault() is { } newer
        ? Refusal.Conflict($"The database was changed by a newer version of this program (migration {newer}, and this one knows up to {known[^1]}): start that version, or restore a backup made before it.")
        : null;
}
