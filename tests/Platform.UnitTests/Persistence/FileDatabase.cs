using Microsoft.EntityFrameworkCore;
using Platform.Persistence;

namespace Platform.UnitTests.Persistence;

/// <summary>An SQLite database in a folder of its own, with the schema of the model; several contexts may use it at once.</summary>
internal sealed class FileDatabase : IDisposable
{
    private readonly DbContextOptions<PlatformDbContext> _options;

    public FileDatabase()
    {
        Folder = Directory.CreateTempSubdirectory("platform-unit-").FullName;
        _options = new DbContextOptionsBuilder<PlatformDbContext>().UseSqlite($"Data Source={Path.Combine(Folder, "unit.db")};Pooling=False").Options;
        using var db = Open();
        db.Database.EnsureCreated();
        db.Database.ExecuteSqlRaw("PRAGMA journal_mode=WAL");
    }

    /// <summary>A folder that goes with the database.</summary>
    public string Folder { get; }

    public PlatformDbContext Open() => new(_options);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
