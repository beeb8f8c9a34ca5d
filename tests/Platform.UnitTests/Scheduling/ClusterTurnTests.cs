using Npgsql;
using Platform.Scheduling.Maintenance;
using Platform.TestKit;

namespace Platform.UnitTests.Scheduling;

[Trait("Needs", "PostgreSQL")]
public sealed class ClusterTurnTests
{
    [Fact]
    public async Task One_node_has_the_turn_until_it_gives_it_back()
    {
        var token = TestContext.Current.CancellationToken;
        var database = await PostgreSqlServer.CreateDatabaseAsync(token);
        var (one, other) = (new ClusterTurn(database), new ClusterTurn(database));

        await using (var turn = await one.TryTakeAsync("sweep", token))
        {
            Assert.NotNull(turn);
            Assert.Null(await other.TryTakeAsync("sweep", token));
            await using var another = await other.TryTakeAsync("archive", token);
            Assert.NotNull(another);
        }

        await using var later = await other.TryTakeAsync("sweep", token);
        Assert.NotNull(later);
    }

    [Fact]
    public async Task A_node_that_dies_gives_up_its_turn()
    {
        var token = TestContext.Current.CancellationToken;
        var database = await PostgreSqlServer.CreateDatabaseAsync(token);
        await new ClusterTurn(database).TryTakeAsync("sweep", token);

        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync(token);
            await using var command = new NpgsqlCommand("SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()", connection);
            await command.ExecuteNonQueryAsync(token);
        }

        await using var turn = await new ClusterTurn(database).TryTakeAsync("sweep", token);
        Assert.NotNull(turn);
    }
}
