using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Events;
using Platform.TestKit;

namespace Platform.UnitTests.Events;

[Trait("Needs", "PostgreSQL")]
public sealed class PostgreSqlEventStreamTests : EventStreamConformance, IAsyncDisposable
{
    private readonly List<PostgreSqlEventStream> _nodes = [];
    private string _database = "";

    [Fact]
    public async Task After_the_connection_was_lost_every_listener_looks_and_hears_again()
    {
        var token = TestContext.Current.CancellationToken;
        var (here, there) = await StartAsync(token);
        using var listener = there.Subscribe("run-1");

        await using (var connection = new NpgsqlConnection(_database))
        {
            await connection.OpenAsync(token);
            await using var command = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
            await command.ExecuteNonQueryAsync(token);
        }

        Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(20), token));
        await here.PublishAsync("run-1", token);
        Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(20), token));
    }

    private protected override async Task<(IEventStream Here, IEventStream There)> StartAsync(CancellationToken cancellationToken)
    {
        _database = await PostgreSqlServer.CreateDatabaseAsync(cancellationToken);
        return (await StartNodeAsync(cancellationToken), await StartNodeAsync(cancellationToken));
    }

    private async Task<IEventStream> StartNodeAsync(CancellationToken cancellationToken)
    {
        var node = new PostgreSqlEventStream(_database, TimeProvider.System, NullLogger<PostgreSqlEventStream>.Instance);
        _nodes.Add(node);
        await node.StartAsync(cancellationToken);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
