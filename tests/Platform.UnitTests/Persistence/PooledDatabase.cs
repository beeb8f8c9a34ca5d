using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Discovery;
using Platform.Persistence;

namespace Platform.UnitTests.Persistence;

/// <summary>The embedded database as the server sets it up, pooled contexts included, in a folder of its own.</summary>
internal sealed class PooledDatabase : IDisposable
{
    private readonly ServiceProvider _services;

    public PooledDatabase()
    {
        var services = new ServiceCollection();
        services.AddOptions<PlatformOptions>().Configure(options => options.DataDirectory = Folder);
        services.AddPersistence(new ConfigurationBuilder().Build());
        _services = services.BuildServiceProvider();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("platform-unit-").FullName;

    public AsyncServiceScope NewScope() => _services.CreateAsyncScope();

    public void Dispose()
    {
        _services.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
