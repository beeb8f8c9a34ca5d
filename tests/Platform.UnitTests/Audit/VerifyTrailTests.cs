using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Persistence;
using Platform.TestKit;
using Platform.UnitTests.Api;

namespace Platform.UnitTests.Audit;

public sealed class VerifyTrailTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What somebody does who may write the whole database, but has not the master key; and what is said of it.</summary>
    private static readonly (string Attack, string Fault)[] Attacks =
    [
        ("""UPDATE "AuditEntries" SET "Action" = 'read' WHERE "Sequence" = 3""", "Entry 3 (*) was altered*"),
        ("""UPDATE "AuditEntries" SET "Changes" = NULL WHERE "Sequence" = 5""", "Entry 5 (*) was altered*"),
        ("""UPDATE "AuditEntries" SET "ActorId" = 'user-other' WHERE "Sequence" = 1""", "Entry 1 (*) was altered*"),
        ("""UPDATE "AuditEntries" SET "Mac" = "Hash" WHERE "Sequence" = 2""", "Entry 2 (*) was altered*"),
        ("""UPDATE "AuditEntries" SET "Hash" = "Mac" WHERE "Sequence" = 2""", "Entry 2 (*) is in the wrong place*"),
        ("""DELETE FROM "AuditEntries" WHERE "Sequence" = 4""", "Entry 4 is missing."),
        ("""DELETE FROM "AuditEntries" WHERE "Sequence" BETWEEN 2 AND 4""", "The entries 2 to 4 are missing."),
        ("""DELETE FROM "AuditEntries" WHERE "Sequence" = 1""", "Entry 1 is missing."),
        ("""DELETE FROM "AuditEntries" WHERE "Sequence" > 4""", "*missing.*the last ones*"),
        ("""DELETE FROM "AuditEntries" """, "*missing.*"),
        // Removed, and the later ones moved up.
        ("""DELETE FROM "AuditEntries" WHERE "Sequence" = 4; UPDATE "AuditEntries" SET "Sequence" = 4 WHERE "Sequence" = 5;""", "Entry 4 (*) is in the wrong place*"),
        // Two that change places.
        ("""UPDATE "AuditEntries" SET "Sequence" = -1 WHERE "Sequence" = 2; UPDATE "AuditEntries" SET "Sequence" = 2 WHERE "Sequence" = 3; UPDATE "AuditEntries" SET "Sequence" = 3 WHERE "Sequence" = -1;""",
            "Entry 2 (*) is in the wrong place*"),
        // Put in at the end, where it waits to be sealed, and as if it were sealed.
        (Insert("NULL"), "The entry * which is not sealed yet, was altered or was not written by the platform."),
        (Insert("""(SELECT max("Sequence") + 1 FROM "AuditEntries")"""), "Entry * was altered, or was not written by the platform."),
        // The beginning removed, as if it had been old.
        ("""UPDATE "AuditHeads" SET "RemovedSequence" = 3, "RemovedHash" = (SELECT "Hash" FROM "AuditEntries" WHERE "Sequence" = 3); DELETE FROM "AuditEntries" WHERE "Sequence" <= 3;""",
            "The note of where the chain begins and ends was altered."),
        // The end removed, and the head put back.
        ("""UPDATE "AuditHeads" SET "Sequence" = 3, "Hash" = (SELECT "Hash" FROM "AuditEntries" WHERE "Sequence" = 3); DELETE FROM "AuditEntries" WHERE "Sequence" > 3;""",
            "The note of where the chain begins and ends was altered."),
        ("""DELETE FROM "AuditHeads"; DELETE FROM "AuditEntries";""", "*missing.*"),
    ];

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Whatever_is_done_to_the_rows_is_found(TestDatabase database)
    {
        await using var site = await SealedAsync(database);
        foreach (var (attack, expected) in Attacks)
        {
            var verdict = await site.WithServicesAsync(async services =>
            {
                // Taken back afterwards, so that each one begins with what is right.
                var db = services.GetRequiredService<PlatformDbContext>();
                await using var transaction = await db.Database.BeginTransactionAsync(Token);
                Assert.True(await db.Database.ExecuteSqlRawAsync(attack, Token) > 0, attack);
                return await services.GetRequiredService<VerifyTrail>().ExecuteAsync(Token);
            });

            Assert.True(verdict.Fault is not null, $"Not found: {attack}");
            Assert.Matches($"^{Regex.Escape(expected).Replace("\\*", ".*", StringComparison.Ordinal)}$", verdict.Fault);
        }

        Assert.Null((await VerifyAsync(site)).Fault);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task An_untouched_trail_is_right_and_an_older_end_put_back_is_not(TestDatabase database)
    {
        await using var site = await SealedAsync(database);
        var head = await site.WithDatabaseAsync(db => db.AuditHeads.AsNoTracking().SingleAsync(Token));
        await site.CreateOrganizationAsync("later");
        await site.WithDatabaseAsync(db => db.AuditEntries.CountAsync(Token));
        var waiting = await VerifyAsync(site);
        Assert.Null(waiting.Fault);
        Assert.Equal(head.Sequence, waiting.Right);
        Assert.True(waiting.Waiting > 0);

        await AuditTrailTests.SealAsync(site);
        Assert.Equal(new TrailVerdict(waiting.Right + waiting.Waiting, 0, null), await VerifyAsync(site));

        // All of it once was right; only the note outside the database knows better.
        await site.WithDatabaseAsync(async db =>
        {
            await db.AuditEntries.Where(e => e.Sequence > head.Sequence).ExecuteDeleteAsync(Token);
            return await db.AuditHeads.ExecuteUpdateAsync(row => row.SetProperty(h => h.Sequence, head.Sequence).SetProperty(h => h.Hash, head.Hash).SetProperty(h => h.Mac, head.Mac), Token);
        });
        Assert.Contains("missing", (await VerifyAsync(site)).Fault!, StringComparison.Ordinal);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Old_entries_go_by_the_setting_only_and_the_rest_still_holds(TestDatabase database)
    {
        var clock = new OffsetClock();
        await using var site = await ApiServer.StartAsync(
            database, services => services.AddSingleton<TimeProvider>(clock).Configure<AuditOptions>(options => options.RetentionDays = 30), Token);
        await site.CreateOrganizationAsync("old");
        await AuditTrailTests.SealAsync(site);
        await RemoveAsync(site);
        var before = (await VerifyAsync(site)).Right;

        clock.Offset = TimeSpan.FromDays(31);
        await site.CreateOrganizationAsync("new");
        await AuditTrailTests.SealAsync(site);
        var all = (await VerifyAsync(site)).Right;
        await RemoveAsync(site);

        var after = await VerifyAsync(site);
        Assert.Null(after.Fault);
        Assert.Equal(all - before, after.Right);
        Assert.True(await site.WithDatabaseAsync(db => db.AuditEntries.AllAsync(e => e.Sequence > before, Token)));

        await site.WithDatabaseAsync(db => db.AuditEntries.Where(e => e.Sequence == before + 1).ExecuteDeleteAsync(Token));
        Assert.Equal($"Entry {before + 1} is missing.", (await VerifyAsync(site)).Fault);
    }

    private static Task<bool> RemoveAsync(ApiServer site) => site.WithServicesAsync(async services =>
    {
        await services.GetRequiredService<RemoveOldEntries>().RunAsync(Token);
        return true;
    });

    private static async Task<ApiServer> SealedAsync(TestDatabase database)
    {
        var site = await ApiServer.StartAsync(database, cancellationToken: Token);
        await site.CreateOrganizationAsync();
        await site.CreateWorkspaceAsync();
        await AuditTrailTests.SealAsync(site);
        var verdict = await VerifyAsync(site);
        Assert.True(verdict is { Right: > 5, Waiting: 0, Fault: null }, verdict.ToString());
        return site;
    }

    private static Task<TrailVerdict> VerifyAsync(ApiServer site) => site.WithServicesAsync(services => services.GetRequiredService<VerifyTrail>().ExecuteAsync(Token));

    private static string Insert(string sequence) => $$"""
        INSERT INTO "AuditEntries" ("Id", "At", "ActorKind", "Action", "ResourceType", "Outcome", "Count", "Mac", "Sequence", "Hash")
        SELECT '00000000-0000-7000-8000-000000000000', "At", "ActorKind", "Action", "ResourceType", "Outcome", "Count", "Mac", {{sequence}}, "Hash" FROM "AuditEntries" WHERE "Sequence" = 1
        """;

    private sealed class OffsetClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
