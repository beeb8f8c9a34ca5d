using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Persistence;
using Platform.TestKit;

namespace Platform.IntegrationTests.Persistence;

/// <summary>The migrations must make what the model describes, on both databases.</summary>
public sealed class MigrationTests
{
    [Fact]
    public Task Migrations_make_the_schema_of_the_model_on_SQLite() => CompareAsync(TestDatabase.Sqlite);

    [Fact, Trait("Needs", "PostgreSQL")]
    public Task Migrations_make_the_schema_of_the_model_on_PostgreSQL() => CompareAsync(TestDatabase.PostgreSql);

    [Fact, Trait("Needs", "PostgreSQL")]
    public async Task Nodes_that_start_at_once_migrate_once()
    {
        var options = await PostgreSqlAsync();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var db = new PlatformDbContext(options);
            return await new DatabaseMigrator(db).MigrateAsync(TestContext.Current.CancellationToken);
        }));

        Assert.All(nodes, node => Assert.Null(node.Refusal));
        Assert.Single(nodes, node => node.Value > 0);
    }

    [Fact, Trait("Needs", "PostgreSQL")]
    public async Task A_new_database_is_described_and_migrated_without_an_error_in_the_log()
    {
        var lines = new ConcurrentQueue<string>();
        var options = new DbContextOptionsBuilder<PlatformDbContext>(await PostgreSqlAsync()).LogTo(lines.Enqueue, LogLevel.Warning).Options;
        await using var db = new PlatformDbContext(options);
        var migrator = new DatabaseMigrator(db);

        var before = await migrator.DescribeAsync(TestContext.Current.CancellationToken);
        await migrator.MigrateAsync(TestContext.Current.CancellationToken);
        var after = await migrator.DescribeAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("it answers; the next start brings it up to date (0 of ", before.Value, StringComparison.Ordinal);
        Assert.Equal("it answers and is up to date", after.Value);
        Assert.Empty(lines);
    }

    private static async Task CompareAsync(TestDatabase database)
    {
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Database = database, Workers = false }, TestContext.Current.CancellationToken);
        await using var scope = platform.Services!.CreateAsyncScope();
        var migrated = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();

        await using var model = new PlatformDbContext(database == TestDatabase.Sqlite ? Sqlite(platform) : await PostgreSqlAsync());
        await model.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);

        var expected = await SchemaDescription.ReadAsync(model, TestContext.Current.CancellationToken);
        var actual = await SchemaDescription.ReadAsync(migrated, TestContext.Current.CancellationToken);
        Assert.NotEmpty(expected);
        Assert.True(
            expected.SetEquals(actual),
            $"CONTRIBUTING.md says how to write a migration.\nOnly the model has:\n{string.Join('\n', expected.Except(actual))}\nOnly the migrations make:\n{string.Join('\n', actual.Except(expected))}");
    }

    private static DbContextOptions<PlatformDbContext> Sqlite(TestPlatform platform) =>
        new DbContextOptionsBuilder<PlatformDbContext>().UseSqlite($"Data Source={Path.Combine(platform.DataDirectory, "model.db")};Pooling=False").Options;

    private static async Task<DbContextOptions<PlatformDbContext>> PostgreSqlAsync() => new DbContextOptionsBuilder<PlatformDbContext>()
        .UseNpgsql(await PostgreSqlServer.CreateDatabaseAsync(TestContext.Current.CancellationToken), npgsql => npgsql.MigrationsAssembly("Platform.Migrations.PostgreSql"))
        .Options;
}
