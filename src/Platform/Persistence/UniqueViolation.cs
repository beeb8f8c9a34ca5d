using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Platform.Persistence;

/// <summary>Tells a row that already exists from every other failure to save.</summary>
public static class UniqueViolation
{
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;

    extension(DbUpdateException exception)
    {
        /// <summary>Another writer stored a row of the same key or name first.</summary>
        public bool IsUniqueViolation => exception.InnerException switch
        {
            SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqlitePrimaryKey or SqliteUnique,
            PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
            _ => false,
        };
    }
}
