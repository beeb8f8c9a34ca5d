using System.Net;
using System.Net.Sockets;
using Medallion.Shell;
using Npgsql;

[assembly: AssemblyFixture(typeof(Platform.UnitTests.Persistence.PostgreSqlServer))]

namespace Platform.UnitTests.Persistence;

/// <summary>A PostgreSQL server of this test run, started when a test first asks for a database and gone with its folder afterwards.</summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private string? _folder;
    private int _port;

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_folder is null)
            {
                await StartAsync();
            }
        }
        finally
        {
            _starting.Release();
        }

        var name = $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await RunAsync("pg_ctl", "stop", "-D", $"{_folder}/data", "-m", "immediate", "-w");
            Directory.Delete(_folder, recursive: true);
        }

        _starting.Dispose();
    }

    /// <summary>The folder with the server's programs; null where PostgreSQL is not installed.</summary>
    public static string? Programs { get; } = !Directory.Exists("/usr/lib/postgresql")
        ? null
        : Directory.GetDirectories("/usr/lib/postgresql").Select(version => $"{version}/bin").LastOrDefault(bin => File.Exists($"{bin}/initdb"));

    private async Task StartAsync()
    {
        const string Missing = "PostgreSQL is not installed (package postgresql).";
        Assert.False(Programs is null && Environment.GetEnvironmentVariable("PLATFORM_TESTS_SKIP_NOTHING") == "true", Missing);
        Assert.SkipWhen(Programs is null, Missing);
        var folder = Directory.CreateTempSubdirectory("postgresql-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            await Command.Run("chown", "nobody", folder).Task;
        }

        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        await RunAsync("initdb", "-D", $"{folder}/data", "-U", "platform", "-A", "trust", "--no-sync");
        await RunAsync("pg_ctl", "start", "-D", $"{folder}/data", "-w", "-l", $"{folder}/log", "-o", $"-p {_port} -k {folder} -c listen_addresses=127.0.0.1");
        _folder = folder;
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username=platform;Database={database}";

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var path = $"{Programs}/{program}";
        var command = Environment.IsPrivilegedProcess
            ? Command.Run("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path, .. arguments], options => options.WorkingDirectory("/"))
            : Command.Run(path, arguments);
        var result = await command.Task;
        Assert.True(result.Success, $"{program}: {result.StandardOutput}{result.StandardError}");
    }
}
