using System.Globalization;
using Medallion.Shell;
using Npgsql;

namespace Platform.TestKit;

/// <summary>One PostgreSQL server for all tests of the process, in a temporary folder; each test gets a database of its own.</summary>
public static class PostgreSqlServer
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly SemaphoreSlim Starting = new(1, 1);
    private static int _port;

    // Runs the server until standard input ends, which it does with the test process, however that ends; then nothing is left behind.
    private const string Script = """
        set -e
        bin=$1 folder=$2 port=$3
        as=''
        if [ "$(id -u)" = 0 ]; then chown nobody "$folder"; as='setpriv --reuid=nobody --regid=nogroup --clear-groups'; fi
        cd "$folder"
        $as "$bin/initdb" -D "$folder/data" -U postgres -A trust --no-sync >/dev/null
        $as "$bin/postgres" -D "$folder/data" -k "$folder" -p "$port" -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off -c max_prepared_transactions=0 >"$folder/log" 2>&1 &
        server=$!
        read -r _ || true
        kill -INT $server
        wait $server || true
        rm -rf "$folder"
        """;

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var bin = Needs.PostgreSql();
        await Starting.WaitAsync(cancellationToken);
        try
        {
            if (_port == 0)
            {
                _port = await StartAsync(bin, cancellationToken);
            }
        }
        finally
        {
            Starting.Release();
        }

        var name = $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres", _port));
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync(cancellationToken);
        return ConnectionString(name, _port);
    }

    private static async Task<int> StartAsync(string bin, CancellationToken cancellationToken)
    {
        var port = FreePort.Find();
        var folder = Directory.CreateTempSubdirectory("platform-test-postgresql-").FullName;
        var server = Command.Run("sh", ["-c", Script, "sh", bin, folder, port.ToString(CultureInfo.InvariantCulture)], options => options.ThrowOnError(false));
        await Eventually.IsAsync(
            async token =>
            {
                if (server.Task.IsCompleted)
                {
                    throw new InvalidOperationException($"PostgreSQL did not start: {await server.StandardError.ReadToEndAsync(token)}");
                }

                try
                {
                    await using var connection = new NpgsqlConnection(ConnectionString("postgres", port));
                    await connection.OpenAsync(token);
                    return true;
                }
                catch (NpgsqlException)
                {
                    return false;
                }
            },
            "PostgreSQL answers",
            StartLimit,
            cancellationToken);
        return port;
    }

    private static string ConnectionString(string database, int port) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "postgres",
        Database = database,
        MaxPoolSize = 40,
        Timeout = 5,
    }.ConnectionString;
}
