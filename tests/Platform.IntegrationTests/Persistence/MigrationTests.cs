using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Persistence;
using Platform.TestKit;

namespace Platform.IntegrationTests.Persistence;

/// <summary>The migrations must make what the model describes, on both databases.</summary>
public sealed class MigrationTests
{
    [Fact]
    public Task Migrations_make_the_schema_of_the_model_on_SQLite() => CompareAsync(TestDatabase.Sqlite);

    [Fact, Trait("Needs", "PostgreSQL")]
    public Task Migrations_make_the_schema_of_the_model_on_PostgreSQL() => CompareAsync(TestDatabase.PostgreSql);

    [Fact, Trait("Needs", "PostgreSQL")]
    public async Task Nodes_that_start_at_once_migrate_once()
    {
        var options = await PostgreSqlAsync();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var db = new PlatformDbContext(options);
            return await new DatabaseMigrator(db).MigrateAsync(TestContext.Current.CancellationToken);
        }));

        Assert.All(nodes, node => Assert.Null(node.Refusal));
        Assert.Single(nodes, node => node.Value > 0);
    }

    [Fact, Trait("Needs", "PostgreSQL")]
    public async Task A_new_database_is_described_and_migrated_without_an_error_in_the_log()
    {
        var lines = new ConcurrentQueue<string>();
        var options = new DbContextOptionsBuilder<PlatformDbContext>(await PostgreSqlAsync()).LogTo(lines.Enqueue, LogLevel.Warning).Options;
        await using var db = new PlatformDbContext(options);
        var migrator = new DatabaseMigrator(db);

        var before = await migrator.DescribeAsync(TestContext.Current.CancellationToken);
        await migrator.MigrateAsync(TestContext.Current.CancellationToken);
        var after = await migrator.DescribeAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("it answers; the next start brings it up to date (0 of ", before.Value, StringComparison.Ordinal);
        Assert.Equal("it answers and is up to date", after.Value);
        Assert.Empty(lines);
    }

    [Fact]
    public async Task What_is_there_on_SQLite_gets_old_from_when_the_next_one_came()
    {
        var folder = Directory.CreateTempSubdirectory("platform-migration-");
        try
        {
            await AgesAsync(
                new DbContextOptionsBuilder<PlatformDbContext>().UseSqlite($"Data Source={folder.FullName}/old.db;Pooling=False", sqlite => sqlite.MigrationsAssembly("Platform.Migrations.Sqlite")).Options,
                "0005_BusyWorkspaces");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact, Trait("Needs", "PostgreSQL")]
    public async Task What_is_there_on_PostgreSQL_gets_old_from_when_the_next_one_came() => await AgesAsync(await PostgreSqlAsync(), "0006_BusyWorkspaces");

    /// <summary>Fills the schema as it was before there were retention policies, and brings it up to date.</summary>
    private static async Task AgesAsync(DbContextOptions<PlatformDbContext> options, string before)
    {
        var token = TestContext.Current.CancellationToken;
        await using var db = new PlatformDbContext(options);
        await OldRows.MigrateAsync(db, before, token);
        var rows = await OldRows.OpenAsync(db, token);
        await rows.AddAsync("Organizations", ("Id", "org-1"));
        await rows.AddAsync("Projects", ("Id", "prj-1"), ("OrganizationId", "org-1"));
        foreach (var (workspace, state, configuration) in ((string, string?, string)[])[("ws-1", "sv-3", "cv-4"), ("ws-2", null, "cv-5")])
        {
            await rows.AddAsync(
                "Workspaces", ("Id", workspace), ("OrganizationId", "org-1"), ("ProjectId", "prj-1"), ("NormalizedName", workspace), ("ExecutionMode", "Remote"), ("Tool", "Terraform"),
                ("CurrentStateVersionId", state), ("CurrentConfigurationVersionId", configuration));
        }

        foreach (var (id, workspace, status, minute) in ((string, string, string, int)[])
            [("sv-1", "ws-1", "Finalized", 1), ("sv-2", "ws-1", "Finalized", 2), ("sv-parked", "ws-1", "Parked", 3), ("sv-3", "ws-1", "Finalized", 4), ("sv-4", "ws-2", "Finalized", 5), ("sv-last", "ws-2", "Finalized", 6)])
        {
            await rows.AddAsync("StateVersions", ("Id", id), ("OrganizationId", "org-1"), ("WorkspaceId", workspace), ("Status", status), ("FinalizedAt", At(minute)));
        }

        foreach (var (id, workspace, speculative, minute) in ((string, string, bool, int)[])
            [("cv-1", "ws-1", false, 1), ("cv-2", "ws-1", true, 2), ("cv-3", "ws-1", false, 3), ("cv-4", "ws-1", false, 4), ("cv-5", "ws-2", false, 5)])
        {
            await rows.AddAsync("ConfigurationVersions", ("Id", id), ("OrganizationId", "org-1"), ("WorkspaceId", workspace), ("Status", "Uploaded"), ("Speculative", speculative), ("UploadedAt", At(minute)));
        }

        await db.Database.MigrateAsync(token);

        Assert.Equal(
            [("sv-1", At(2)), ("sv-2", At(4)), ("sv-3", null), ("sv-4", At(6)), ("sv-last", null), ("sv-parked", null)],
            (await db.StateVersions.OrderBy(s => s.Id).Select(s => new { s.Id, s.UnusedSince }).ToListAsync(token)).Select(s => (s.Id.Value, s.UnusedSince)));
        Assert.Equal(
            [("cv-1", At(3)), ("cv-2", null), ("cv-3", At(4)), ("cv-4", null), ("cv-5", null)],
            (await db.ConfigurationVersions.OrderBy(c => c.Id).Select(c => new { c.Id, c.UnusedSince }).ToListAsync(token)).Select(c => (c.Id.Value, c.UnusedSince)));
        Assert.Equal(2, await db.Workspaces.CountAsync(w => w.RetentionPolicyId == null && w.RetentionDays == null, token));

        static DateTimeOffset? At(int minute) => new DateTimeOffset(2026, 1, 1, 0, minute, 0, TimeSpan.Zero);
    }

    [Fact]
    public async Task A_role_that_somebody_had_on_SQLite_is_theirs_still()
    {
        var folder = Directory.CreateTempSubdirectory("platform-migration-");
        try
        {
            await KeepsRolesAsync(
                new DbContextOptionsBuilder<PlatformDbContext>().UseSqlite($"Data Source={folder.FullName}/old.db;Pooling=False", sqlite => sqlite.MigrationsAssembly("Platform.Migrations.Sqlite")).Options,
                "0007_PlanExports");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact, Trait("Needs", "PostgreSQL")]
    public async Task A_role_that_somebody_had_on_PostgreSQL_is_theirs_still() => await KeepsRolesAsync(await PostgreSqlAsync(), "0008_PlanExports");

    /// <summary>Fills the schema as it was before organizations made roles, and brings it up to date.</summary>
    private static async Task KeepsRolesAsync(DbContextOptions<PlatformDbContext> options, string before)
    {
        var token = TestContext.Current.CancellationToken;
        await using var db = new PlatformDbContext(options);
        await OldRows.MigrateAsync(db, before, token);
        var rows = await OldRows.OpenAsync(db, token);
        var made = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await rows.AddAsync("Organizations", ("Id", "org-1"), ("CreatedAt", made));
        await rows.AddAsync("AspNetUsers", ("Id", "user-1"));
        foreach (var (id, role, organization, workspace) in ((string, string, string?, string?)[])
            [("grant-1", "Approver", "org-1", null), ("grant-2", "Read", null, null), ("grant-gone", "Admin", "org-1", "ws-gone")])
        {
            await rows.AddAsync("AccessGrants", ("Id", id), ("UserId", "user-1"), ("Role", role), ("OrganizationId", organization), ("WorkspaceId", workspace));
        }

        await db.Database.MigrateAsync(token);

        Assert.Equal(
            [("grant-1", "role-approver", "org-1"), ("grant-2", "role-read", null)],
            (await db.AccessGrants.OrderBy(g => g.Id).ToListAsync(token)).Select(g => (g.Id.Value, g.RoleId.Value, g.OrganizationId?.Value)));
        Assert.Equal(made, (await db.AccessGrants.SingleAsync(g => g.Id == new Contracts.Ids.AccessGrantId("grant-1"), token)).CreatedAt);
    }

    private static async Task CompareAsync(TestDatabase database)
    {
        await using var platform = await TestPlatform.StartAsync(new TestOptions { Database = database, Workers = false }, TestContext.Current.CancellationToken);
        await using var scope = platform.Services!.CreateAsyncScope();
        var migrated = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();

        await using var model = new PlatformDbContext(database == TestDatabase.Sqlite ? Sqlite(platform) : await PostgreSqlAsync());
        await model.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);

        var expected = await SchemaDescription.ReadAsync(model, TestContext.Current.CancellationToken);
        var actual = await SchemaDescription.ReadAsync(migrated, TestContext.Current.CancellationToken);
        Assert.NotEmpty(expected);
        Assert.True(
            expected.SetEquals(actual),
            $"CONTRIBUTING.md says how to write a migration.\nOnly the model has:\n{string.Join('\n', expected.Except(actual))}\nOnly the migrations make:\n{string.Join('\n', actual.Except(expected))}");
    }

    private static DbContextOptions<PlatformDbContext> Sqlite(TestPlatform platform) =>
        new DbContextOptionsBuilder<PlatformDbContext>().UseSqlite($"Data Source={Path.Combine(platform.DataDirectory, "model.db")};Pooling=False").Options;

    private static async Task<DbContextOptions<PlatformDbContext>> PostgreSqlAsync() => new DbContextOptionsBuilder<PlatformDbContext>()
        .UseNpgsql(await PostgreSqlServer.CreateDatabaseAsync(TestContext.Current.CancellationToken), npgsql => npgsql.MigrationsAssembly("Platform.Migrations.PostgreSql"))
        .Options;
}
