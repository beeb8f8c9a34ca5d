using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Platform.Contracts.Ids;
using Platform.Persistence;

namespace Platform.Secrets;

/// <summary>The data keys that were unwrapped already, on this node.</summary>
internal sealed class DataKeyCache
{
    private readonly ConcurrentDictionary<(OrganizationId Organization, int Version), byte[]> _keys = new();
    private readonly ConcurrentDictionary<OrganizationId, UsableDataKey> _newest = new();

    public UsableDataKey? Newest(OrganizationId organization) => _newest.GetValueOrDefault(organization);

    public byte[]? Find(OrganizationId organization, int version) => _keys.GetValueOrDefault((organization, version));

    public void Keep(OrganizationId organization, UsableDataKey key, bool isNewest)
    {
        _keys[(organization, key.Version)] = key.Bytes;
        if (isNewest)
        {
            _newest[organization] = key;
        }
    }
}

/// <summary>A data key, ready to encrypt with.</summary>
internal sealed record UsableDataKey(int Version, byte[] Bytes);

/// <summary>Finds an organization's data key, or makes it at first use.</summary>
/// <remarks>
/// It works through the scope's own database context, so that a key made inside the caller's transaction neither waits for that transaction
/// (SQLite has one writer) nor outlives it; it is cached only once it is committed.
/// </remarks>
internal sealed class DataKeys(PlatformDbContext db, DataKeyCache cache, IMasterKeys master, TimeProvider clock)
{
    private const int KeySize = 32;

    /// <summary>Owner of the first key of a database, which encrypts nothing. No organization has such a short id.</summary>
    public static OrganizationId Site { get; } = new("org-site");

    /// <summary>The key to encrypt with.</summary>
    public async ValueTask<UsableDataKey> NewestAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (cache.Newest(organization) is { } known)
        {
            return known;
        }

        var row = await FindNewestAsync(organization, cancellationToken);
        if (row is null)
        {
            await CreateFirstAsync(organization, cancellationToken);
            row = await FindNewestAsync(organization, cancellationToken)
                ?? throw new InvalidOperationException($"The data key of {organization} was made and is not there.");
        }

        return await UnwrapAsync(row, isNewest: true, cancellationToken);
    }

    /// <summary>The key that something was encrypted with.</summary>
    public async ValueTask<UsableDataKey> FindAsync(OrganizationId organization, int version, CancellationToken cancellationToken)
    {
        if (cache.Find(organization, version) is { } known)
        {
            return new UsableDataKey(version, known);
        }

        var row = await db.DataKeys.AsNoTracking().FirstOrDefaultAsync(k => k.OrganizationId == organization && k.Version == version, cancellationToken)
            ?? throw new InvalidDataException($"This was encrypted with data key {version} of {organization}, which does not exist.");
        return await UnwrapAsync(row, isNewest: false, cancellationToken);
    }

    /// <summary>What a wrapped data key is bound to, so that one organization's cannot be passed off as another's.</summary>
    internal static string ContextOf(DataKey key) => $"data key {key.Version} of {key.OrganizationId}";

    private Task<DataKey?> FindNewestAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        db.DataKeys.AsNoTracking().Where(k => k.OrganizationId == organization).OrderByDescending(k => k.Version).FirstOrDefaultAsync(cancellationToken);

    private async Task CreateFirstAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var key = new DataKey { OrganizationId = organization, Version = 1, MasterKeyId = "", WrappedKey = [], CreatedAt = clock.GetUtcNow() };
        var wrapped = await master.WrapAsync(RandomNumberGenerator.GetBytes(KeySize), ContextOf(key), cancellationToken);

        // Whoever comes first wins, on any node; the others read the winner's. Entity Framework has no insert that may lose.
        var createdAt = db.Model.FindEntityType(typeof(DataKey))!.FindProperty(nameof(DataKey.CreatedAt))!.GetTypeMapping().Converter?.ConvertToProvider(key.CreatedAt)
            ?? key.CreatedAt;
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "DataKeys" ("OrganizationId", "Version", "MasterKeyId", "WrappedKey", "CreatedAt")
             VALUES ({organization.Value}, {key.Version}, {wrapped.MasterKeyId}, {wrapped.Bytes}, {createdAt})
             ON CONFLICT DO NOTHING
             """,
            cancellationToken);
    }

    private async ValueTask<UsableDataKey> UnwrapAsync(DataKey row, bool isNewest, CancellationToken cancellationToken)
    {
        var bytes = await master.UnwrapAsync(new WrappedKey(row.MasterKeyId, row.WrappedKey), ContextOf(row), cancellationToken);
        var key = new UsableDataKey(row.Version, bytes);
        if (db.Database.CurrentTransaction is null)
        {
            cache.Keep(row.OrganizationId, key, isNewest);
        }
        else
        {
            // Until the transaction commits the row may yet vanish.
            db.AfterCommit(_ =>
            {
                cache.Keep(row.OrganizationId, key, isNewest);
                return Task.CompletedTask;
            });
        }

        return key;
    }
}
