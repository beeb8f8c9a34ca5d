using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.ConfigurationVersions;
using Platform.Contracts.Ids;
using Platform.Contracts.Runs;
using Platform.Organizations;
using Platform.Persistence;
using Platform.Runs;
using Platform.Runs.Logs;
using Platform.StateVersions;
using Platform.Workspaces;

namespace Platform.TestKit.Scale;

/// <summary>Fills an organization of a running platform with rows, many at once: one of each is made, and the database multiplies it.</summary>
/// <remarks>The logs' bytes and the states are no real ones: only lists read these rows.</remarks>
public sealed class LargeOrganization
{
    private const int LinesOfChunk = 10;
    private const int Projects = 50;
    private readonly PlatformDbContext _db;
    private readonly OrganizationId _organization;
    private readonly bool _isSqlite;
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    private LargeOrganization(PlatformDbContext db, OrganizationId organization)
    {
        _db = db;
        _organization = organization;
        _isSqlite = db.Database.IsSqlite();
    }

    /// <summary>The workspace that has a tenth of all runs.</summary>
    public static WorkspaceId Busy { get; } = WorkspaceId.Wrap("ws-1000000000000001");

    /// <summary>A run of it.</summary>
    public static RunId Run { get; } = RunId.Wrap("run-1000000000000010");

    public static ProjectId Project { get; } = ProjectId.Wrap("prj-1000000000000001");

    /// <summary>Makes the rows in the organization.</summary>
    public static async Task FillAsync(TestPlatform platform, string organization, int workspaces, int runs, int logLines, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(platform);
        await using var scope = platform.Services!.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDbContext>();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        var id = await db.Organizations.Where(o => o.Name == organization).Select(o => o.Id).SingleAsync(cancellationToken);
        await new LargeOrganization(db, id).FillAsync(workspaces, runs, logLines, cancellationToken);
    }

    private async Task FillAsync(int workspaces, int runs, int logLines, CancellationToken cancellationToken)
    {
        var workspace = await AddTemplatesAsync(cancellationToken);
        var owner = $"(CASE WHEN i % 10 = 0 THEN 1 ELSE 1 + i % {Text(workspaces)} END)";
        await MultiplyAsync<Project>(Projects, new() { ["Id"] = Id("prj", "i"), ["Name"] = "'project-' || CAST(i AS TEXT)" }, cancellationToken);
        await MultiplyAsync<Workspace>(
            workspaces,
            new()
            {
                ["Id"] = Id("ws", "i"), ["Name"] = "'workspace-' || CAST(i AS TEXT)", ["NormalizedName"] = "'workspace-' || CAST(i AS TEXT)",
                ["ProjectId"] = Id("prj", $"1 + i % {Text(Projects)}"), ["CreatedAt"] = Ago("i"), ["UpdatedAt"] = Ago("i % 997"),
                ["CurrentRunId"] = Id("run", $"CASE WHEN i < 10 THEN 10 * i ELSE i - 1 END"), ["CurrentStateVersionId"] = Id("sv", "i"),
            },
            cancellationToken);
        await MultiplyAsync<WorkspaceTag>(
            workspaces, new() { ["WorkspaceId"] = Id("ws", "i"), ["Key"] = "'team'", ["Value"] = "'t' || CAST(i % 100 AS TEXT)" }, cancellationToken, $"\"WorkspaceId\" = '{workspace}'");
        await MultiplyAsync<ConfigurationVersion>(runs, new() { ["Id"] = Id("cv", "i"), ["WorkspaceId"] = Id("ws", owner), ["CreatedAt"] = Ago("i") }, cancellationToken);
        await MultiplyAsync<Run>(
            runs,
            new()
            {
                ["Id"] = Id("run", "i"), ["WorkspaceId"] = Id("ws", owner), ["ConfigurationVersionId"] = Id("cv", "i"), ["PlanId"] = Id("plan", "i"), ["ApplyId"] = Id("apply", "i"),
                ["Status"] = "CASE WHEN i % 1000 = 1 THEN 'Pending' WHEN i % 1000 = 2 THEN 'Planned' WHEN i % 10 = 3 THEN 'Errored' ELSE 'Applied' END",
                ["Message"] = "'change ' || CAST(i AS TEXT)", ["CreatedAt"] = Ago("i"), ["StatusChangedAt"] = Ago("i"),
            },
            cancellationToken);
        await MultiplyAsync<Plan>(runs, new() { ["Id"] = Id("plan", "i"), ["RunId"] = Id("run", "i"), ["Status"] = "'Finished'" }, cancellationToken);
        await MultiplyAsync<Apply>(runs, new() { ["Id"] = Id("apply", "i"), ["RunId"] = Id("run", "i"), ["Status"] = "'Finished'" }, cancellationToken);
        await MultiplyAsync<RunEvent>(runs, new() { ["Id"] = Id("re", "i"), ["RunId"] = Id("run", "CASE WHEN i <= 60 THEN 10 ELSE i END"), ["At"] = Ago("i") }, cancellationToken);
        await MultiplyAsync<StateVersion>(
            runs, new() { ["Id"] = Id("sv", "i"), ["WorkspaceId"] = Id("ws", owner), ["RunId"] = Id("run", "i"), ["Serial"] = "i", ["CreatedAt"] = Ago("i") }, cancellationToken);
        await MultiplyAsync<LogChunk>(logLines / LinesOfChunk, new() { ["Phase"] = Id("plan", $"1 + i % {Text(runs)}"), ["Offset"] = $"400 * (i / {Text(runs)})" }, cancellationToken);
        await _db.Database.ExecuteSqlRawAsync(_isSqlite ? "PRAGMA wal_checkpoint(TRUNCATE)" : "ANALYZE", cancellationToken);
    }

    private async Task<WorkspaceId> AddTemplatesAsync(CancellationToken cancellationToken)
    {
        var organization = await _db.Organizations.SingleAsync(o => o.Id == _organization, cancellationToken);
        var workspace = new Workspace
        {
            Id = WorkspaceId.New(), OrganizationId = _organization, ProjectId = organization.DefaultProjectId, Name = "template", NormalizedName = "template", CreatedAt = _now, UpdatedAt = _now,
        };
        var configuration = new ConfigurationVersion
        {
            Id = ConfigurationVersionId.New(), OrganizationId = _organization, WorkspaceId = workspace.Id, Status = ConfigurationVersionStatus.Uploaded, CreatedAt = _now,
        };
        var run = new Run
        {
            Id = RunId.New(), OrganizationId = _organization, WorkspaceId = workspace.Id, ConfigurationVersionId = configuration.Id, PlanId = PlanId.New(), ApplyId = ApplyId.New(),
            CreatedAt = _now, StatusChangedAt = _now, CreatedByUserId = await _db.Users.Select(u => u.Id).FirstAsync(cancellationToken),
        };
        _db.AddRange(
            workspace, configuration, run,
            new WorkspaceTag { WorkspaceId = workspace.Id, OrganizationId = _organization, Key = "team", Value = "t0" },
            new Plan { Id = run.PlanId, RunId = run.Id },
            new Apply { Id = run.ApplyId, RunId = run.Id },
            new RunEvent { Id = RunEventId.New(), RunId = run.Id, Action = "commented", Status = run.Status, Comment = "Looks right.", At = _now },
            new StateVersion
            {
                Id = StateVersionId.New(), OrganizationId = _organization, WorkspaceId = workspace.Id, Status = StateVersionStatus.Finalized, Serial = 1, Md5 = new string('a', 32), CreatedAt = _now, FinalizedAt = _now,
            },
            new LogChunk { Phase = run.PlanId.Value, Stream = LogStream.Text, Offset = 0, Bytes = new byte[400], Length = 400 });
        await _db.SaveChangesAsync(cancellationToken);
        return workspace.Id;
    }

    /// <summary>Inserts the one row that is there again and again, with other values in some columns; <c>i</c> counts from 1.</summary>
    private Task<int> MultiplyAsync<T>(int count, Dictionary<string, string> columns, CancellationToken cancellationToken, string? which = null)
    {
        var entity = _db.Model.FindEntityType(typeof(T))!;
        var table = entity.GetTableName();
        var names = entity.GetProperties().Select(property => property.GetColumnName()).ToArray();
        var values = names.Select(name => columns.GetValueOrDefault(name, $"t.\"{name}\""));
        var sql = $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Text(count)})
            INSERT INTO "{table}" ({string.Join(", ", names.Select(name => $"\"{name}\""))})
            SELECT {string.Join(", ", values)} FROM n CROSS JOIN (SELECT * FROM "{table}" {(which is null ? "" : $"WHERE {which}")} LIMIT 1) t
            """;
        return _db.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), cancellationToken);
    }

    private static string Id(string prefix, string number) => $"'{prefix}-' || CAST(1000000000000000 + ({number}) AS TEXT)";

    private string Ago(string seconds) => _isSqlite
        ? $"{Text(_now.UtcTicks)} - ({seconds}) * 10000000"
        : $"TIMESTAMPTZ '{_now.ToString("O", CultureInfo.InvariantCulture)}' - ({seconds}) * INTERVAL '1 second'";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
