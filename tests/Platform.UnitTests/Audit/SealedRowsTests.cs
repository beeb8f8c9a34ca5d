using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Platform.Access;
using Platform.Audit;
using Platform.Persistence;
using Platform.TestKit;

namespace Platform.UnitTests.Audit;

/// <summary>What the databases themselves refuse, whoever asks; only the migrations make it.</summary>
public sealed class SealedRowsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_sealed_entry_cannot_be_changed_and_goes_only_when_the_head_says_so(TestDatabase database)
    {
        var folder = Directory.CreateTempSubdirectory("platform-audit-").FullName;
        try
        {
            await TryAsync(database, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task TryAsync(TestDatabase database, string folder)
    {
        var options = new DbContextOptionsBuilder<PlatformDbContext>();
        _ = database == TestDatabase.Sqlite
            ? options.UseSqlite($"Data Source={folder}/audit.db;Pooling=False", sqlite => sqlite.MigrationsAssembly("Platform.Migrations.Sqlite"))
            : options.UseNpgsql(await PostgreSqlServer.CreateDatabaseAsync(Token), npgsql => npgsql.MigrationsAssembly("Platform.Migrations.PostgreSql"));
        await using var db = new PlatformDbContext(options.Options);
        await db.Database.MigrateAsync(Token);
        db.AuditHeads.Add(new AuditHead());
        db.AuditEntries.AddRange(Entry(null), Entry(1), Entry(2));
        await db.SaveChangesAsync(Token);

        await RefusedAsync(() => db.AuditEntries.Where(e => e.Sequence == 1).ExecuteUpdateAsync(row => row.SetProperty(e => e.Reason, "other"), Token));
        await RefusedAsync(() => db.AuditEntries.Where(e => e.Sequence == 1).ExecuteUpdateAsync(row => row.SetProperty(e => e.Sequence, (long?)null), Token));
        await RefusedAsync(() => db.AuditEntries.Where(e => e.Sequence == 2).ExecuteDeleteAsync(Token));
        await RefusedAsync(() => db.AuditEntries.Where(e => e.Sequence == null).ExecuteDeleteAsync(Token));
        await RefusedAsync(() => db.AuditEntries.ExecuteDeleteAsync(Token));
        Assert.Equal(3, await db.AuditEntries.CountAsync(Token));

        await db.AuditEntries.Where(e => e.Sequence == null).ExecuteUpdateAsync(row => row.SetProperty(e => e.Sequence, 3), Token);
        await db.AuditHeads.ExecuteUpdateAsync(row => row.SetProperty(h => h.RemovedSequence, 1), Token);
        Assert.Equal(1, await db.AuditEntries.Where(e => e.Sequence <= 1).ExecuteDeleteAsync(Token));
        await RefusedAsync(() => db.AuditEntries.ExecuteDeleteAsync(Token));
    }

    private static async Task RefusedAsync(Func<Task<int>> change)
    {
        var refused = await Assert.ThrowsAnyAsync<DbException>(change);
        Assert.Contains("audit trail cannot be", refused.Message, StringComparison.Ordinal);
    }

    private static AuditEntry Entry(long? sequence) => new()
    {
        Id = Guid.NewGuid(), At = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), ActorKind = CallerKind.Platform, Action = "create", ResourceType = "workspace", Sequence = sequence,
    };
}
