using System.Reflection;
using Npgsql;
using Platform.Persistence;
using Platform.TestKit;

namespace Platform.UnitTests.Scheduling;

/// <summary>Databases with the tables that the migration makes for Quartz.</summary>
internal static class QuartzSchema
{
    public static async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var database = await PostgreSqlServer.CreateDatabaseAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(EmbeddedScript.Read(Assembly.Load("Platform.Migrations.PostgreSql"), "0002_Quartz.sql"), connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return database;
    }
}
