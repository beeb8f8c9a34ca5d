using Microsoft.Extensions.Logging.Abstractions;
using Platform.Persistence;
using Platform.Secrets;
using Platform.UnitTests.Persistence;

namespace Platform.UnitTests.Secrets;

/// <summary>A database with a master key; each <c>OpenKeys</c> is a node that has cached nothing.</summary>
internal sealed class SecretsFixture : IDisposable
{
    public FileDatabase Database { get; } = new();

    public string MasterKeyFile => Path.Combine(Database.Folder, "keys", "master");

    public DataKeys OpenKeys() => OpenKeys(Database.Open());

    public DataKeys OpenKeys(PlatformDbContext db, DataKeyCache? cache = null, IMasterKeys? master = null) =>
        new(db, cache ?? new DataKeyCache(), master ?? OpenMaster(), TimeProvider.System);

    public FileMasterKeys OpenMaster() => new(MasterKeyFile, NullLogger<FileMasterKeys>.Instance);

    public void Dispose() => Database.Dispose();
}
