using Npgsql;

namespace Platform.Scheduling.Maintenance;

/// <summary>Lets one node at a time do something, by an advisory lock of the shared database; without one this node is alone.</summary>
/// <remarks>The lock belongs to the connection, so a node that dies gives up its turn.</remarks>
internal sealed class ClusterTurn(string? connectionString)
{
    /// <summary>Keeps these locks apart from others in the database (the migrations').</summary>
    private const int Space = 0x706C6174;

    /// <summary>The turn of a node that asks nobody.</summary>
    public static IAsyncDisposable Free { get; } = new FreeTurn();

    /// <summary>Takes the turn until it is disposed; null when another node has it.</summary>
    public async Task<IAsyncDisposable?> TryTakeAsync(string name, CancellationToken cancellationToken)
    {
        if (connectionString is null)
        {
            return Free;
        }

        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, hashtext($2))", connection)
            {
                Parameters = { new NpgsqlParameter { Value = Space }, new NpgsqlParameter { Value = name } },
            };
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                return new HeldTurn(connection, name);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    private sealed class HeldTurn(NpgsqlConnection connection, string name) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection)
            {
                await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1, hashtext($2))", connection)
                {
                    Parameters = { new NpgsqlParameter { Value = Space }, new NpgsqlParameter { Value = name } },
                };
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }

    private sealed class FreeTurn : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
