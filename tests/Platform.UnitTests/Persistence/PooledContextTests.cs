using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Persistence;

namespace Platform.UnitTests.Persistence;

public sealed class PooledContextTests : IDisposable
{
    private readonly PooledDatabase _database = new();

    [Fact]
    public async Task Every_connection_waits_for_the_disk_at_a_commit_whoever_had_it_before()
    {
        for (var use = 0; use < 3; use++)
        {
            await using var scope = _database.NewScope();
            var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();

            Assert.Equal(2, await AskAsync(db, "PRAGMA synchronous"));
            Assert.Equal(30000, await AskAsync(db, "PRAGMA busy_timeout"));
        }
    }

    [Fact]
    public async Task What_one_use_of_a_context_left_for_after_its_commit_is_not_done_by_the_next()
    {
        PlatformDbContext first;
        await using (var scope = _database.NewScope())
        {
            first = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
            first.AfterCommit(_ => throw new InvalidOperationException("Nobody should do this."));
        }

        await using var next = _database.NewScope();
        var second = next.ServiceProvider.GetRequiredService<PlatformDbContext>();

        Assert.Same(first, second);
        Assert.Empty(second.TakeAfterCommit());
    }

    public void Dispose() => _database.Dispose();

    private static async Task<long> AskAsync(PlatformDbContext db, string pragma)
    {
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = pragma;
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
