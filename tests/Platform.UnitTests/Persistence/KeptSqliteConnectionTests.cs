using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Persistence;

namespace Platform.UnitTests.Persistence;

public sealed class KeptSqliteConnectionTests : IDisposable
{
    private readonly PooledDatabase _database = new();

    public KeptSqliteConnectionTests()
    {
        using var scope = _database.NewScope();
        scope.ServiceProvider.GetRequiredService<PlatformDbContext>().Database.ExecuteSqlRaw(
            "CREATE TABLE Things (Id INTEGER PRIMARY KEY, Name TEXT); INSERT INTO Things VALUES (1, 'one'), (2, 'two');");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_sees_the_values_it_was_given_and_not_those_of_its_last_use()
    {
        Assert.Equal("one", await NameAsync(1));
        Assert.Equal("two", await NameAsync(2));
        Assert.Null(await NameAsync(3));
        Assert.Equal("one", await NameAsync(1));
    }

    [Fact]
    public async Task A_query_sees_what_another_connection_has_changed_since_its_last_use()
    {
        Assert.Equal("one", await NameAsync(1));
        await ChangeElsewhereAsync("UPDATE Things SET Name = 'changed' WHERE Id = 1");
        Assert.Equal("changed", await NameAsync(1));
        await ChangeElsewhereAsync("DROP TABLE Things; CREATE TABLE Things (Name TEXT, Id INTEGER, Other TEXT); INSERT INTO Things VALUES ('made anew', 1, NULL);");
        Assert.Equal("made anew", await NameAsync(1));
    }

    [Fact]
    public async Task A_query_is_prepared_once_and_a_connection_opened_once()
    {
        SqliteConnection connection;
        SqliteCommand first;
        await using (var scope = _database.NewScope())
        {
            connection = await ConnectionAsync(scope);
            first = ((KeptSqliteConnection)connection).Prepared(Command(connection, "SELECT 1"));
            await first.ExecuteScalarAsync(Token);
            await first.DisposeAsync();
        }

        await using var next = _database.NewScope();
        Assert.Same(connection, await ConnectionAsync(next));
        Assert.Equal(System.Data.ConnectionState.Open, connection.State);
        Assert.Same(first, ((KeptSqliteConnection)connection).Prepared(Command(connection, "SELECT 1")));
    }

    [Fact]
    public async Task The_same_query_can_run_while_it_is_being_read()
    {
        await using var scope = _database.NewScope();
        var connection = (KeptSqliteConnection)await ConnectionAsync(scope);
        await using var outer = connection.Prepared(Command(connection, "SELECT Name FROM Things ORDER BY Id"));
        await using var reader = await outer.ExecuteReaderAsync(Token);
        Assert.True(await reader.ReadAsync(Token));

        await using (var inner = connection.Prepared(Command(connection, "SELECT Name FROM Things ORDER BY Id")))
        {
            Assert.NotSame(outer, inner);
            Assert.Equal("one", await inner.ExecuteScalarAsync(Token));
        }

        Assert.True(await reader.ReadAsync(Token));
        Assert.Equal("two", reader.GetString(0));
    }

    [Fact]
    public async Task However_many_different_queries_there_are_each_is_answered()
    {
        await using var scope = _database.NewScope();
        var connection = (KeptSqliteConnection)await ConnectionAsync(scope);
        for (var round = 0; round < 2; round++)
        {
            for (var number = 0; number < 300; number++)
            {
                await using var query = connection.Prepared(Command(connection, $"SELECT {number}"));
                Assert.Equal((long)number, await query.ExecuteScalarAsync(Token));
            }
        }
    }

    [Fact]
    public async Task What_is_written_is_not_kept()
    {
        await using var scope = _database.NewScope();
        var connection = (KeptSqliteConnection)await ConnectionAsync(scope);
        await using var insert = Command(connection, "INSERT INTO Things VALUES (3, 'three')");
        Assert.Same(insert, connection.Prepared(insert));
    }

    public void Dispose() => _database.Dispose();

    private static async Task<SqliteConnection> ConnectionAsync(AsyncServiceScope scope)
    {
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        await db.Database.OpenConnectionAsync(Token);
        return (SqliteConnection)db.Database.GetDbConnection();
    }

    private static SqliteCommand Command(SqliteConnection connection, string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    private async Task<string?> NameAsync(int id)
    {
        await using var scope = _database.NewScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        return await db.Database.SqlQuery<string>($"SELECT Name AS Value FROM Things WHERE Id = {id}").FirstOrDefaultAsync(Token);
    }

    private async Task ChangeElsewhereAsync(string sql)
    {
        await using var other = new SqliteConnection($"Data Source={Path.Combine(_database.Folder, "platform.db")};Pooling=False");
        await other.OpenAsync(Token);
        await using var command = Command(other, sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
