using Microsoft.Extensions.Configuration;

namespace Platform.Persistence;

/// <summary>The settings of the section <c>Database</c>; the connection string is <c>ConnectionStrings:Platform</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>The connection string when PostgreSQL is configured, which modules then also use for more than rows; null on SQLite.</summary>
    internal static string? PostgreSqlConnectionString(IConfiguration configuration) =>
        configuration.GetSection(Section).Get<DatabaseOptions>()?.Provider is DatabaseProvider.PostgreSql
            ? configuration.GetConnectionString(PersistenceModule.ConnectionStringName)
            : null;
}

/// <summary>The databases the platform runs on.</summary>
public enum DatabaseProvider
{
    /// <summary>A file in the data folder: one process, nothing to set up.</summary>
    Sqlite,

    /// <summary>A server: many nodes.</summary>
    PostgreSql,
}
