using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace Platform.UnitTests.Scheduling;

[Trait("Needs", "PostgreSQL")]
public sealed class QuartzSchemaTests
{
    [Fact]
    public async Task The_migration_makes_the_columns_that_Quartz_would_make_by_itself()
    {
        var token = TestContext.Current.CancellationToken;
        var database = await QuartzSchema.CreateDatabaseAsync(token);
        await LetQuartzMakeItsTablesAsync(database, "theirs_", token);

        var ours = await ColumnsAsync(database, "quartz_", token);
        var theirs = await ColumnsAsync(database, "theirs_", token);

        // Execution history is an option of Quartz that is not used.
        string[] unused = ["execution_history", "misfire_history", "job_status"];
        Assert.NotEmpty(ours);
        Assert.Equal(theirs.Where(column => !unused.Contains(column.Split(' ')[0])), ours);
    }

    private static async Task LetQuartzMakeItsTablesAsync(string database, string prefix, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddQuartz("schema", scheduler => scheduler.UsePersistentStore(store =>
        {
            store.UsePostgres(NpgsqlFactory.Instance, database);
            store.ProvisionSchema();
            store.ConfigureStore(options => options.TablePrefix = prefix);
        }));
        await using var provider = services.BuildServiceProvider();
        var scheduler = provider.GetRequiredKeyedService<IScheduler>("schema");
        await scheduler.Start(cancellationToken);
        await scheduler.Shutdown(waitForJobsToComplete: false, cancellationToken);
    }

    private static async Task<List<string>> ColumnsAsync(string database, string prefix, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT concat_ws(' ', substr(table_name, length($1) + 1), column_name, data_type, character_maximum_length, is_nullable, column_default)
            FROM information_schema.columns WHERE table_schema = 'public' AND starts_with(table_name, $1) ORDER BY 1
            """,
            connection) { Parameters = { new NpgsqlParameter { Value = prefix } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> columns = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.Add(reader.GetString(0));
        }

        return columns;
    }
}
